// The own brief: public side, what only this seat knows, objectives and red line.

import { listText, t, word } from "../words.js";
import { html } from "./html.js";
import { Audience } from "./icon.js";

/** @import { Objective, View } from "../types.js" */

/** @param {{ list: Objective[] }} props */
export function Objectives({ list }) {
  return html`<ul>
    ${list.map((o, i) => html`<li key=${i}>${o.text} <span class="fine">${t("points", { n: o.points })} · ${word(o.points < 0 ? "red" : "met", o.met)}</span></li>`)}
  </ul>`;
}

/** @param {{ view: View, at?: string }} props at: the phone view it belongs to */
export function You({ view, at = "table" }) {
  const { you } = view;
  if (you.kind !== "seat") return null;
  const secret = you.fact || you.objectives?.length || you.red_line;
  return html`<section class="panel stack" data-at=${at} id="you" aria-labelledby="you-title">
    <h2 id="you-title" tabindex="-1">${t("you.title")}: ${you.title ?? you.seat}</h2>
    ${you.brief && html`<p>${you.brief}</p>`}
    ${you.offices?.length ? html`<p class="fine">${t("you.offices", { offices: listText(you.offices.map((o) => word("office", o))) })}</p>` : null}
    ${secret &&
    html`<div class="brief stack">
      <${Audience} text=${t("you.private")} />
      ${you.fact && html`<div><h3>${t("you.fact")}</h3><p>${you.fact}</p></div>`}
      ${you.objectives?.length ? html`<div><h3>${t("you.objectives")}</h3><${Objectives} list=${you.objectives} /></div>` : null}
      ${you.red_line && html`<div><h3>${t("you.red_line")}</h3><p>${you.red_line.text} <span class="fine">${you.red_line.hit ? t("you.hit") : t("you.safe")}</span></p></div>`}
    </div>`}
  </section>`;
}
