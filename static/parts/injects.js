// Injects: a card of the deck played now, or one written on the spot, each with who will see it in words.

import { useState } from "preact/hooks";
import { listText, t, word } from "../words.js";
import { useAct } from "./act.js";
import { Counted } from "./counted.js";
import { html } from "./html.js";
import { Audience } from "./icon.js";

/** @import { Planned, View } from "../types.js" */

const SHOWN = 8;

/** @param {{ view: View }} props */
function Free({ view }) {
  const [title, setTitle] = useState("");
  const [text, setText] = useState("");
  const [some, setSome] = useState(false);
  const [to, setTo] = useState(/** @type {string[]} */ ([]));
  const { busy, problem, act, say } = useAct();
  const who = !some ? t("talk.everyone") : to.length ? listText(to) : t("inject.chosen");
  /** @param {Event} event */
  async function inject(event) {
    event.preventDefault();
    if (!title.trim() || !text.trim()) say(t("inject.need"));
    else if (some && !to.length) say(t("inject.need_seats"));
    else if (await act("inject", { title: title.trim(), text: text.trim(), audience: some ? to : "all" })) {
      setTitle("");
      setText("");
    }
  }
  return html`<details>
    <summary>${t("inject.free")}</summary>
    <form class="stack" onSubmit=${inject}>
      <label class="label" for="inject-title">${t("inject.head")}</label>
      <input id="inject-title" value=${title} onInput=${(/** @type {any} */ e) => setTitle(e.target.value)} />
      <label class="label" for="inject-text">${t("inject.text")}</label>
      <textarea id="inject-text" value=${text} aria-describedby="inject-text-n" onInput=${(/** @type {any} */ e) => setText(e.target.value)}></textarea>
      <${Counted} id="inject-text-n" text=${text} />
      <fieldset>
        <legend class="label">${t("inject.to")}</legend>
        <label class="tick"><input type="radio" name="inject-to" checked=${!some} onChange=${() => setSome(false)} /><span>${t("inject.everyone")}</span></label>
        <label class="tick"><input type="radio" name="inject-to" checked=${some} onChange=${() => setSome(true)} /><span>${t("inject.some")}</span></label>
        ${some &&
        html`<div class="row">${view.seats.map(
          (s) => html`<label class="tick" key=${s.seat}><input type="checkbox" checked=${to.includes(s.seat)}
            onChange=${(/** @type {any} */ e) => setTo(e.target.checked ? [...to, s.seat] : to.filter((x) => x !== s.seat))} /><span>${s.seat}</span></label>`,
        )}</div>`}
      </fieldset>
      ${problem && html`<p class="fault">${problem}</p>`}
      <button aria-disabled=${String(busy)}>${t("inject.send", { who })}</button>
    </form>
  </details>`;
}

/** What the list says of one card, and what can be done with it. @param {{ of: Planned }} props */
function Row({ of }) {
  const [why, setWhy] = useState("");
  const { busy, problem, act, say } = useAct();
  /** @param {string} type */
  async function aside(type) {
    if (!why.trim()) say(t("plan.need"));
    else if (await act(type, { card: of.card, reason: why.trim() })) setWhy("");
  }
  const open = of.status !== "played";
  return html`<li class="deck-card" data-card=${of.card} data-status=${of.status}>
    <p><b>${of.title}</b><br /><span class="fine">${of.card} · ${of.round ? t("ruling.round", { round: of.round }) : of.planned}</span><br /><${Audience} text=${of.to} /></p>
    ${open && html`<button type="button" class="small" aria-disabled=${String(busy)} aria-label=${t("inject.play_card", { title: of.title })} onClick=${() => act("inject", { card: of.card })}>${t("inject.play")}</button>`}
    ${of.status !== "planned" &&
    html`<p class="row whole"><span class="tag strong">${word("card", of.status)}</span>${of.reason && html`<span class="fine">${of.reason}</span>`}
      ${open && of.reason && html`<button type="button" class="small" aria-disabled=${String(busy)} aria-label=${t("plan.release_card", { title: of.title })} onClick=${() => act("release_card", { card: of.card })}>${t("plan.release")}</button>`}</p>`}
    <details class="whole"><summary aria-label=${open ? t("plan.aside_card", { title: of.title }) : undefined}>${open ? t("plan.aside") : t("plan.more")}</summary>
      <div class="stack fine"><p>${t("plan.from", { sender: of.sender, channel: of.channel })}</p><p>${t("plan.expected", { text: of.expected })}</p>${of.note && html`<p>${of.note}</p>`}</div>
      ${open &&
      html`<div class="oneline"><label class="fine" for=${`why-${of.card}`}>${t("plan.why")}</label>
        <input id=${`why-${of.card}`} value=${why} onInput=${(/** @type {any} */ e) => setWhy(e.target.value)} />
        ${of.status !== "held" && html`<button type="button" aria-disabled=${String(busy)} onClick=${() => aside("hold_card")}>${t("plan.hold")}</button>`}
        ${of.status !== "skipped" && html`<button type="button" aria-disabled=${String(busy)} onClick=${() => aside("skip_card")}>${t("plan.skip")}</button>`}</div>`}
    </details>
    ${problem && html`<p class="fault whole">${problem}</p>`}
  </li>`;
}

/** @param {{ view: View }} props */
export function Injects({ view }) {
  const [all, showAll] = useState(false);
  if (view.table.status === "closed" || !view.plan.length) return null;
  const playing = view.table.status === "playing";
  const open = view.plan.filter((c) => c.status === "planned" || c.status === "held");
  const shown = all ? view.plan : open.slice(0, SHOWN);
  return html`<section class="panel stack" id="injects" aria-labelledby="injects-title">
    <h2 id="injects-title">${t("inject.title")}</h2>
    ${playing && html`<${Free} view=${view} />`}
    <h3>${t("inject.deck")}</h3>
    ${open.length === 0 && html`<p class="muted">${t("inject.none")}</p>`}
    <ul class="deck">${shown.map((c) => html`<${Row} key=${c.card} of=${c} />`)}</ul>
    ${!all && view.plan.length > shown.length && html`<button type="button" class="small" onClick=${() => showAll(true)}>${t("inject.show", { n: view.plan.length })}</button>`}
  </section>`;
}
