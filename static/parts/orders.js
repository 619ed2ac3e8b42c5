// All seats' orders as only the white cell sees them before the reveal.

import { t, word } from "../words.js";
import { html } from "./html.js";
import { Badge } from "./icon.js";

/** @import { Ordered, View } from "../types.js" */

/** @param {{ of: Ordered | null }} props */
function Cell({ of }) {
  if (!of) return null;
  return html`<span>${of.title ?? of.move}</span><br /><span class="fine">${of.sentence ?? t("orders.unfinished")}</span>`;
}

/** A card's choice in the card's own words. @param {View} view @param {string} card @param {string} choice */
function choiceText(view, card, choice) {
  const of = view.cards.find((c) => c.id === card);
  return `${of?.title ?? card}: ${of?.choices?.find((x) => x.id === choice)?.text ?? choice}`;
}

/** @param {{ view: View }} props */
export function Orders({ view }) {
  const orders = view.white?.orders ?? [];
  if (view.table.status !== "playing") return null;
  return html`<section class="panel" id="orders" aria-labelledby="orders-title">
    <h2 id="orders-title">${t("orders.title")}</h2>
    ${orders.every((o) => o.state === "none")
      ? html`<p class="muted">${t("orders.empty")}</p>`
      : html`<table class="grid-table">
          <thead><tr>${/** @type {const} */ (["seat", "state", "main", "minor", "cards"]).map((c) => html`<th scope="col" key=${c}>${t(`orders.${c}`)}</th>`)}</tr></thead>
          <tbody>
            ${orders.map(
              (o) => html`<tr key=${o.seat}><th scope="row">${o.seat}</th>
                <td><${Badge} v=${o.state === "locked" ? "ok" : "wait"} word=${word("orders", o.state)} /></td>
                <td><${Cell} of=${o.main} /></td><td><${Cell} of=${o.minor} /></td>
                <td>${Object.entries(o.choices).map(([card, choice]) => html`<p key=${card}>${choiceText(view, card, choice)}</p>`)}</td></tr>`,
            )}
          </tbody>
        </table>`}
  </section>`;
}
