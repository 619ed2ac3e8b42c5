// Who owes what, by when: mine first, then by date.

import { dateText, t, word } from "../words.js";
import { Citation } from "./citation.js";
import { html } from "./html.js";
import { Badge } from "./icon.js";

/** @import { Duty, Slot, View } from "../types.js" */

/** @param {string} state @returns {Slot} */
function look(state) {
  if (state === "due") return "must";
  if (["discharged", "met", "discharged_late", "kept"].includes(state)) return "ok";
  if (["breached", "missed"].includes(state)) return "no";
  return state === "expired" ? "none" : "wait";
}

/** @param {{ view: View }} props */
export function Duties({ view }) {
  const { duties, you, marks } = view;
  const mine = (/** @type {Duty} */ d) => d.seat === you.seat;
  const sorted = [...duties].sort((a, b) => Number(mine(b)) - Number(mine(a)) || String(a.due ?? "9").localeCompare(String(b.due ?? "9")));
  const missed = marks?.missed_duties ?? 0;
  return html`<section class="panel" data-at="table" id="duties" aria-labelledby="duties-title">
    <h2 id="duties-title">${t("duties.title")}</h2>
    ${missed > 0 && html`<p><${Badge} v="no" word=${t("duties.marks", { n: missed })} /></p>`}
    ${sorted.length === 0 && html`<p class="muted">${t("duties.none")}</p>`}
    <ul class="duties">
      ${sorted.map(
        (d) => html`<li class="duty" key=${`${d.title}|${d.cite}|${d.seat}|${d.due}`}>
          <p><${Badge} v=${look(d.state)} word=${word("duty", d.state)} /> ${d.title} ${mine(d) && html`<span class="tag strong">${t("duties.yours")}</span>`}</p>
          <p class="fine">${[d.due && t("duties.due", { date: dateText(d.due) }), (d.seat || d.holder) && t("duties.owes", { who: d.seat ?? word("office", d.holder) })].filter(Boolean).join(" · ")} ${d.house_rule ? html`<span class="tag">${t("duties.house")}</span>` : d.cite && html`<${Citation} cite=${d.cite} />`}</p>
          ${d.settle && html`<p class="fine">${t("duties.settle", { what: d.settle })}</p>`}
        </li>`,
      )}
    </ul>
  </section>`;
}
