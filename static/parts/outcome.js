// How the game ended: the ending, and each seat against its own brief.

import { t } from "../words.js";
import { html } from "./html.js";
import { Objectives } from "./you.js";

/** @import { View } from "../types.js" */

/** @param {{ view: View }} props */
export function Outcome({ view }) {
  const { outcome } = view;
  if (!outcome) return null;
  return html`<section class="panel" data-at="order" id="outcome" aria-labelledby="outcome-title">
    <div class="outcome stack">
      <h2 id="outcome-title">${t("outcome.title")}: ${outcome.title}</h2>
      <p>${outcome.text}</p>
      <table class="grid-table">
        <thead><tr><th scope="col">${t("outcome.seat")}</th><th scope="col">${t("outcome.score")}</th><th scope="col">${t("outcome.objectives")}</th></tr></thead>
        <tbody>
          ${outcome.scores.map((s) => html`<tr key=${s.seat}><th scope="row">${s.seat}</th><td class="number">${s.score}</td><td>${s.objectives?.length ? html`<${Objectives} list=${s.objectives} />` : ""}</td></tr>`)}
        </tbody>
      </table>
    </div>
  </section>`;
}
