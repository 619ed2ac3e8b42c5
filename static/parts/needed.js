// What is needed now, in one line, which leads to where it is.

import { addressOf, whereNow } from "../now.js";
import { afterDrawing, focusOn } from "../route.js";
import { t } from "../words.js";
import { html } from "./html.js";

/** @import { View } from "../types.js" */

/** @param {{ view: View }} props */
export function Needed({ view }) {
  const { needed } = view;
  const where = whereNow(view);
  const go = () => where && afterDrawing(() => focusOn(`${where.part}-title`, "start"));
  return html`<section class="needed" data-at="order" id="needed" aria-labelledby="needed-title" data-mine=${String(needed.mine)}>
    <h2 class="fine" id="needed-title">${t("needed.title")}${needed.mine && html` <span class="tag strong">${t("needed.yours")}</span>`}</h2>
    <p class="say">${where ? html`<a href=${addressOf(where)} onClick=${go}>${needed.text}</a>` : needed.text}</p>
  </section>`;
}
