// Contested moves in their argument: reasons on both sides, the odds before the throw, the dice, the cost.

import { useState } from "preact/hooks";
import { listText, t, word } from "../words.js";
import { send } from "../wire.js";
import { whyNot } from "./act.js";
import { Counted } from "./counted.js";
import { html } from "./html.js";
import { Badge } from "./icon.js";

/** @import { ArgumentView, Slot, View } from "../types.js" */

const MOST = 280;
/** @type {Record<string, Slot>} */
const LOOKS = { clean: "ok", cost: "must", fails: "no", backfires: "breach" };
const signed = (/** @type {number} */ n) => (n < 0 ? ` − ${-n}` : n > 0 ? ` + ${n}` : "");

/** One line of words and a button that sends it. @param {{ id: string, label: string, button: string, type: string, data: object }} props */
function Say({ id, label, button, type, data }) {
  const [text, write] = useState("");
  const [problem, setProblem] = useState("");
  /** @param {Event} event */
  async function say(event) {
    event.preventDefault();
    if (!text.trim()) return;
    const ack = await send(type, { ...data, text: text.trim() });
    setProblem(ack.ok ? "" : whyNot(ack));
    if (ack.ok) write("");
  }
  return html`<form class="stack" onSubmit=${say}>
    <label class="label" for=${id}>${label}</label>
    <textarea id=${id} rows="2" value=${text} aria-describedby=${`${id}-n`} onInput=${(/** @type {any} */ e) => write(e.target.value)}></textarea>
    <${Counted} id=${`${id}-n`} text=${text} most=${MOST} />
    ${problem && html`<p class="fault">${problem}</p>`}
    <button>${button}</button>
  </form>`;
}

/** @param {{ of: ArgumentView }} props */
function Deciding({ of }) {
  const [result, choose] = useState("fails");
  const [reason, write] = useState("");
  const [problem, setProblem] = useState("");
  /** @param {string} type @param {object} data */
  async function say(type, data) {
    const ack = await send(type, { argument: of.no, ...data });
    setProblem(ack.ok ? "" : whyNot(ack));
  }
  return html`<div class="stack">
    ${of.mode === "dice" && html`<button type="button" class="main" onClick=${() => say("throw", {})}>${t("argue.throw")}</button>`}
    <details class="stack" open=${of.mode !== "dice"}><summary>${t("argue.decide")}</summary>
      <form class="stack" onSubmit=${(/** @type {Event} */ e) => (e.preventDefault(), say("decide_argument", { result, reason }))}>
        <label class="label" for=${`decide-${of.no}`}>${t("argue.result")}</label>
        <select id=${`decide-${of.no}`} value=${result} onChange=${(/** @type {any} */ e) => choose(e.target.value)}>
          ${Object.keys(LOOKS).map((r) => html`<option key=${r} value=${r}>${word("argue.result", r)}</option>`)}
        </select>
        <label class="label" for=${`because-${of.no}`}>${t("argue.reason")}</label>
        <input id=${`because-${of.no}`} value=${reason} onInput=${(/** @type {any} */ e) => write(e.target.value)} />
        <button>${t("argue.do")}</button>
      </form>
    </details>
    ${problem && html`<p class="fault">${problem}</p>`}
  </div>`;
}

/** @param {{ of: ArgumentView, side: "for" | "against" }} props */
function Side({ of, side }) {
  const reasons = of.reasons.map((r, i) => ({ ...r, n: i + 1 })).filter((r) => r.side === side);
  if (!reasons.length) return null;
  const weighs = of.may_decide && !of.result;
  return html`<div><h4>${t(side === "for" ? "argue.for" : "argue.no")}</h4>
    <ul>
      ${reasons.map(
        (r) => html`<li key=${r.n}><strong>${r.seat}:</strong> ${r.text} ${r.strong && !weighs && html`<span class="tag strong">${t("argue.strong")}</span>`} ${r.why && html`<span class="fine">${r.why}</span>`}
          ${weighs && html`<button type="button" class="small" aria-pressed=${String(r.strong)} onClick=${() => send("weigh_reason", { argument: of.no, reason: r.n, strong: !r.strong })}>${t("argue.mark")}</button>`}</li>`,
      )}
    </ul></div>`;
}

/** A chip or a mediation put on one side. @param {{ of: ArgumentView }} props */
function Weight({ of }) {
  const [problem, setProblem] = useState("");
  /** @param {"for" | "against"} side */
  async function spend(side) {
    const ack = await send("support", { argument: of.no, side });
    setProblem(ack.ok ? "" : whyNot(ack));
  }
  return html`<div class="stack"><p class="fine">${t("argue.weight", { n: of.weight })}</p>
    <div class="row"><button type="button" class="small" onClick=${() => spend("for")}>${t("argue.weigh_for")}</button>
      <button type="button" class="small" onClick=${() => spend("against")}>${t("argue.weigh_no")}</button></div>
    ${problem && html`<p class="fault">${problem}</p>`}</div>`;
}

/** @param {{ of: ArgumentView }} props */
function Argument({ of }) {
  const by = signed(of.modifiers.reduce((sum, [, n]) => sum + n, 0));
  return html`<article class="argument stack" data-argument=${of.no} data-v=${of.result ? LOOKS[of.result] : "wait"} aria-labelledby=${`argument-${of.no}`}>
    <h3 id=${`argument-${of.no}`}>${of.sentence}</h3>
    <p class="fine">${of.objectors.length ? t("argue.against", { seats: listText(of.objectors) }) : t("argue.always")}</p>
    <${Side} of=${of} side="for" /><${Side} of=${of} side="against" />
    ${of.modifiers.length > 0 && html`<ul class="fine">${of.modifiers.map(([text, n], i) => html`<li key=${i}>${text} (${signed(n).replaceAll(" ", "")})</li>`)}</ul>`}
    ${of.result
      ? html`<p role="status"><${Badge} v=${LOOKS[of.result]} word=${word("argue.result", of.result)} /> · ${of.dice.length ? t("argue.thrown", { a: of.dice[0], b: of.dice[1], by, total: of.total, target: of.target }) : of.reason && t("argue.decided", { by: of.by, reason: of.reason })}</p>`
      : html`<p><strong>${of.chance === null ? t("argue.lead") : t("argue.odds", { n: of.chance, by, target: of.target })}</strong></p>`}
    ${of.cost && html`<p>${t("argue.cost", { text: of.cost })}</p>`}
    ${of.side && html`<${Say} id=${`reason-${of.no}`} label=${`${t(`argue.give.${of.side}`)} (${t("argue.left", { n: of.left })})`} button=${t("argue.say")} type="give_reason" data=${{ argument: of.no }} />`}
    ${of.weight > 0 && html`<${Weight} of=${of} />`}
    ${of.may_name_cost && html`<${Say} id=${`cost-${of.no}`} label=${t("argue.name_cost")} button=${t("argue.name")} type="name_cost" data=${{ argument: of.no }} />`}
    ${of.may_decide && !of.result && html`<${Deciding} of=${of} />`}
  </article>`;
}

/** @param {{ view: View }} props */
export function Arguments({ view }) {
  if (!view.arguments.length) return null;
  return html`<section class="panel stack" data-at="order" id="arguments" aria-labelledby="arguments-title">
    <h2 id="arguments-title" tabindex="-1">${t("argue.title")}</h2>
    ${view.arguments.map((a) => html`<${Argument} key=${a.no} of=${a} />`)}
  </section>`;
}
