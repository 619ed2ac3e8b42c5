// Phones show one view at a time; this is the way between them. Each view has its own address.

import { route, VIEWS } from "../route.js";
import { t, word } from "../words.js";
import { html } from "./html.js";

/** @import { View } from "../types.js" */

/** @param {{ view: View, unread: number, first?: string }} props first: what the first view is called, if not the order */
export function Views({ view, unread, first }) {
  /** @type {Record<string, number>} */
  const counts = { rulings: view.rulings.filter((r) => r.round === view.clock.round).length, talk: unread };
  return html`<nav class="views" aria-label=${t("views.name")}>
    ${VIEWS.map((id) => html`<a key=${id} href=${`#/${id}`} aria-current=${route.value.view === id ? "page" : undefined}>${(id === "order" && first) || word("views", id)}${counts[id] ? html` <span>(${counts[id]})</span>` : null}</a>`)}
  </nav>`;
}
