// What is needed now, in one line.

import { t } from "../words.js";
import { html } from "./html.js";

/** @import { View } from "../types.js" */

/** @param {{ view: View }} props */
export function Needed({ view }) {
  const { needed, clock, cards } = view;
  const n = cards.filter((c) => c.round === clock.round).length;
  return html`<section class="needed" data-at="order" id="needed" aria-labelledby="needed-title" data-mine=${String(needed.mine)}>
    <h2 class="fine" id="needed-title">${t("needed.title")}${needed.mine && html` <span class="tag strong">${t("needed.yours")}</span>`}</h2>
    <p class="say">${needed.text}</p>
    ${n > 0 && clock.phase === "situation" && view.table.status === "playing" && html`<p><a class="press" href="#/order/cards">${t("needed.cards", { n })}</a></p>`}
  </section>`;
}
