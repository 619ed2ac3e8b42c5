// Seats and who sits in them: presence by shape and word.

import { listText, t } from "../words.js";
import { html } from "./html.js";

/** @import { View } from "../types.js" */

/** @param {{ view: View, children?: any }} props children: what may be done about one's own */
export function Seats({ view, children }) {
  const orders = view.clock.phase === "orders";
  const lobby = view.table.status === "lobby";
  return html`<section class="panel" data-at="table" id="seats" aria-labelledby="seats-title">
    <h2 id="seats-title" tabindex="-1">${t("seats.title")}</h2>
    <ul class="seats">
      ${view.seats.map((s) => {
        const who = s.bot ? t("seats.bot") : (s.name ?? t("seats.free"));
        const state = lobby && s.ready ? t("seats.ready") : orders && s.locked ? t("seats.locked") : "";
        return html`<li key=${s.seat} data-seat=${s.seat} data-taken=${s.bot ? "bot" : String(Boolean(s.name))}>
          <span class="presence" aria-hidden="true"></span>
          <span><strong>${s.seat}</strong> <span class="muted">${who}${s.cell?.length ? t("seats.cell", { names: listText(s.cell), pen: s.pen ?? "" }) : ""}</span>${s.seat === view.you.seat && html` <span class="tag">${t("seats.you")}</span>`}<br /><span class="fine">${s.title}</span></span>
          <span class="fine">${state}</span>
        </li>`;
      })}
    </ul>
    ${children}
  </section>`;
}
