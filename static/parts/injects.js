// Injects: a card of the deck played now, or one written on the spot, each with who will see it in words.

import { useState } from "preact/hooks";
import { listText, t, word } from "../words.js";
import { useAct } from "./act.js";
import { Counted } from "./counted.js";
import { html } from "./html.js";
import { Audience } from "./icon.js";

/** @import { View } from "../types.js" */

const SHOWN = 8;

/** @param {{ view: View }} props */
function Free({ view }) {
  const [title, setTitle] = useState("");
  const [text, setText] = useState("");
  const [some, setSome] = useState(false);
  const [to, setTo] = useState(/** @type {string[]} */ ([]));
  const { busy, problem, act, say } = useAct();
  const who = some ? listText(to) : t("talk.everyone");
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

/** @param {{ view: View }} props */
export function Injects({ view }) {
  const [all, showAll] = useState(false);
  const { busy, problem, act } = useAct();
  if (view.table.status !== "playing") return null;
  const cards = view.white?.deck_cards ?? [];
  const open = cards.filter((c) => c.status !== "played");
  const shown = all ? cards : open.slice(0, SHOWN);
  return html`<section class="panel stack" id="injects" aria-labelledby="injects-title">
    <h2 id="injects-title">${t("inject.title")}</h2>
    <${Free} view=${view} />
    <h3>${t("inject.deck")}</h3>
    ${open.length === 0 && html`<p class="muted">${t("inject.none")}</p>`}
    ${problem && html`<p class="fault">${problem}</p>`}
    <ul class="deck">
      ${shown.map(
        (c) => html`<li class="deck-card" key=${c.id}>
          <p>${c.title} <span class="fine">${c.id} · ${word("card", c.status)}${Array.isArray(c.rounds) ? ` · ${t("inject.rounds", { from: c.rounds[0], to: c.rounds[1] })}` : ""}</span><br /><${Audience} text=${c.audience_text} /></p>
          ${c.status !== "played" && html`<button type="button" class="small" aria-disabled=${String(busy)} aria-label=${t("inject.play_card", { title: c.title })} onClick=${() => act("inject", { card: c.id })}>${t("inject.play")}</button>`}
        </li>`,
      )}
    </ul>
    ${!all && cards.length > shown.length && html`<button type="button" class="small" onClick=${() => showAll(true)}>${t("inject.show", { n: cards.length })}</button>`}
  </section>`;
}
