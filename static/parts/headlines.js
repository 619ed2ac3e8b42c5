// Printed headlines, and the field for the seat that may print one now.

import { signal } from "@preact/signals";
import { useState } from "preact/hooks";
import { HEADLINE } from "../length.js";
import { t } from "../words.js";
import { send } from "../wire.js";
import { whyNot } from "./act.js";
import { Counted } from "./counted.js";
import { html } from "./html.js";

/** @import { View } from "../types.js" */

const text = signal("");

function Write() {
  const [problem, setProblem] = useState("");
  /** @param {Event} event */
  async function print(event) {
    event.preventDefault();
    if (!text.value.trim()) return;
    const ack = await send("headline", { text: text.value.trim() });
    setProblem(ack.ok ? "" : whyNot(ack));
    if (ack.ok) text.value = "";
  }
  return html`<form class="stack" onSubmit=${print}>
    <label class="label" for="headline">${t("headline.write")}</label>
    <input id="headline" aria-describedby="headline-n" value=${text.value} onInput=${(/** @type {any} */ e) => (text.value = e.target.value)} />
    <${Counted} id="headline-n" text=${text.value} most=${HEADLINE} />
    ${problem && html`<p class="fault">${problem}</p>`}
    <button>${t("headline.print")}</button>
  </form>`;
}

/** @param {{ view: View, may_write: boolean }} props */
export function Headlines({ view, may_write }) {
  if (!may_write && !view.headlines.length) return null;
  return html`<section class="panel stack" data-at="table" id="headlines" aria-labelledby="headlines-title">
    <h2 id="headlines-title">${t("headline.title")}</h2>
    ${may_write && html`<${Write} />`}
    <ul>${[...view.headlines].reverse().map((h, i) => html`<li key=${view.headlines.length - i}>${h.text} <span class="fine">${h.by ? t("headline.by", { by: h.by, round: h.round }) : t("ruling.round", { round: h.round })}</span></li>`)}</ul>
  </section>`;
}
