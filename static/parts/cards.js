// Cards of this round in full, those of earlier rounds folded. Choices that are mine are made with the orders.

import { t } from "../words.js";
import { memo } from "./memo.js";
import { html } from "./html.js";
import { Audience } from "./icon.js";

/** @import { Card, View } from "../types.js" */

/** @param {{ card: Card }} props */
function CardPart({ card }) {
  const source = card.source ? [card.source.cite, card.source.note].filter(Boolean).join(". ") : "";
  const first = card.chosen ? undefined : card.choices?.[0]; // one seat chooses, among all
  const asks = first?.mine ? t("cards.yours") : first?.owner ? t("cards.owner", { seat: first.owner }) : "";
  return html`<article class="card" data-card=${card.id} data-private=${String(card.audience !== "all")} aria-labelledby=${`card-${card.id}`}>
    <div class="head">
      <h3 id=${`card-${card.id}`}>${card.title}</h3>
      <span class="fine">${[card.id, card.suit_title].filter(Boolean).join(" · ")}</span>
    </div>
    <p>${card.text}</p>
    ${card.at_once && html`<p class="effects">${t("cards.once", { effects: card.at_once })}</p>`}
    ${card.choices?.length
      ? html`${asks && html`<p><span class="tag">${asks}</span></p>`}
        <ul>
          ${card.choices.map(
            (x) => html`<li key=${x.id}>${x.text} <span class="effects">${x.effects}</span>
              ${card.chosen === x.id && html` <span class="tag strong">${t("cards.chosen")}</span>`}</li>`,
          )}
        </ul>`
      : null}
    <p class="row spread"><${Audience} text=${card.audience_text} />${source && html`<span class="fine">${t("cards.source", { source })}</span>`}</p>
  </article>`;
}

const CardMemo = memo(CardPart);

/** @param {{ view: View }} props */
export function Cards({ view }) {
  const now = view.cards.filter((c) => c.round === view.clock.round);
  const before = view.cards.filter((c) => c.round !== view.clock.round);
  return html`<section class="panel stack" data-at="order" id="cards" aria-labelledby="cards-title">
    <h2 id="cards-title" tabindex="-1">${t("cards.title")}</h2>
    ${now.length === 0 && html`<p class="muted">${t("cards.none")}</p>`}
    <ul class="cards">${now.map((card) => html`<li key=${card.id}><${CardMemo} card=${card} /></li>`)}</ul>
    ${before.length > 0 &&
    html`<details>
      <summary>${t("cards.earlier", { n: before.length })}</summary>
      <ul class="cards">${before.map((card) => html`<li key=${card.id}><${CardMemo} card=${card} /></li>`)}</ul>
    </details>`}
  </section>`;
}
