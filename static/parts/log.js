// What happened, in words, newest first; the newest sixty, more on demand.

import { useState } from "preact/hooks";
import { t } from "../words.js";
import { html } from "./html.js";
import { Audience } from "./icon.js";

/** @import { View } from "../types.js" */

const SHOWN = 60;

/** @param {{ view: View }} props */
export function Log({ view }) {
  const [shown, show] = useState(SHOWN);
  const lines = [...view.log].reverse();
  return html`<section class="panel" data-at="table" id="log" aria-labelledby="log-title">
    <h2 id="log-title" tabindex="-1">${t("log.title")}</h2>
    ${lines.length === 0 && html`<p class="muted">${t("log.none")}</p>`}
    <ul class="log">
      ${lines.slice(0, shown).map(
        (l) => html`<li key=${l.place}><span class="fine">${l.round ? t("log.round", { round: l.round }) : ""}</span><span>${l.text} ${l.audience_text && l.audience_text !== "Everyone" && html`<${Audience} text=${l.audience_text} />`}</span></li>`,
      )}
    </ul>
    ${lines.length > shown && html`<button type="button" class="small" onClick=${() => show(shown + SHOWN)}>${t("log.more", { n: lines.length - shown })}</button>`}
  </section>`;
}
