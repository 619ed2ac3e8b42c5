// The statute desk: what a seat asks, what the desk answers; for the white cell the questions that wait, each with room for an answer.

import { signal } from "@preact/signals";
import { useState } from "preact/hooks";
import { QUESTION, lengthOf } from "../length.js";
import { t } from "../words.js";
import { useAct } from "./act.js";
import { Counted } from "./counted.js";
import { html } from "./html.js";

/** @import { Asked, View } from "../types.js" */

const text = signal("");

function Ask() {
  const { busy, problem, act, say } = useAct();
  /** @param {Event} event */
  async function ask(event) {
    event.preventDefault();
    if (!text.value.trim()) say(t("desk.need"));
    else if (lengthOf(text.value.trim()) > QUESTION) say(t("desk.long", { most: QUESTION }));
    else if (await act("ask_desk", { text: text.value.trim() })) text.value = "";
  }
  return html`<form class="stack" onSubmit=${ask}>
    <label class="label" for="desk-text">${t("desk.ask")}</label>
    <input id="desk-text" aria-describedby="desk-text-n" value=${text.value} onInput=${(/** @type {any} */ e) => (text.value = e.target.value)} />
    <${Counted} id="desk-text-n" text=${text.value} most=${QUESTION} />
    ${problem && html`<p class="fault">${problem}</p>`}
    <button aria-disabled=${String(busy)}>${t("desk.do_ask")}</button>
  </form>`;
}

/** @param {{ of: Asked }} props */
function Answer({ of }) {
  const [said, setSaid] = useState("");
  const [everyone, setEveryone] = useState(true);
  const { busy, problem, act, say } = useAct();
  const id = `desk-${of.question}`;
  /** @param {Event} event */
  async function answer(event) {
    event.preventDefault();
    if (!said.trim()) say(t("desk.need_answer"));
    else await act("answer_desk", { question: of.question, text: said.trim(), everyone });
  }
  return html`<form class="stack" onSubmit=${answer}>
    <label class="label" for=${id}>${t("desk.answer", { seat: of.seat })}</label>
    <textarea id=${id} aria-describedby=${`${id}-n`} value=${said} onInput=${(/** @type {any} */ e) => setSaid(e.target.value)}></textarea>
    <${Counted} id=${`${id}-n`} text=${said} />
    <label class="tick"><input type="checkbox" checked=${everyone} onChange=${(/** @type {any} */ e) => setEveryone(e.target.checked)} /><span>${t("desk.everyone")}</span></label>
    ${problem && html`<p class="fault">${problem}</p>`}
    <button aria-disabled=${String(busy)}>${everyone ? t("desk.to_all") : t("desk.to_one", { seat: of.seat })}</button>
  </form>`;
}

/** Questions and answers, newest first. @param {{ view: View }} props */
export function Desk({ view }) {
  const { kind, seat } = view.you;
  const may_ask = kind === "seat" && view.table.status === "playing";
  if (!may_ask && !view.desk.length) return null;
  return html`<section class="panel stack" id="desk" data-at="law" aria-labelledby="desk-title">
    <h2 id="desk-title">${t("desk.title")}</h2>
    ${may_ask && html`<details class="stack"><summary>${t("desk.open")}</summary><p class="fine">${t("desk.note")}</p><${Ask} /></details>`}
    <ul class="stack">${[...view.desk].reverse().map(
      (q) => html`<li key=${q.question} class="stack" data-asked=${q.question}>
        <p><b>${q.seat === seat ? t("desk.you_asked", { round: q.round }) : t("desk.asked", { seat: q.seat, round: q.round })}</b> ${q.text}</p>
        ${q.answer
          ? html`<p><b>${t("desk.says")}</b> ${q.answer} <span class="fine">${q.by}${q.everyone ? ` · ${t("desk.heard")}` : ""}</span></p>`
          : kind === "white" && view.table.status === "playing" ? html`<${Answer} of=${q} />` : html`<p class="muted">${t("desk.waits")}</p>`}
      </li>`,
    )}</ul>
  </section>`;
}
