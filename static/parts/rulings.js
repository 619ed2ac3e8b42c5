// All rulings, newest first, with a filter. New ones above a reader are counted on a button rather than pushed at them.

import { signal } from "@preact/signals";
import { t } from "../words.js";
import { html } from "./html.js";
import { RulingList } from "./rare.js";

/** @import { RulingView } from "../types.js" */

const shown = signal("all");

/** @param {{ rulings: RulingView[], seat: string, action?: (ruling: RulingView) => any }} props */
export function Rulings({ rulings, seat, action }) {
  const rounds = [...new Set(rulings.map((r) => r.round))];
  const list = rulings
    .filter((r) => shown.value === "all" || (shown.value === "mine" ? r.seat === seat : String(r.round) === shown.value))
    .sort((a, b) => b.no - a.no);
  return html`<section class="panel stack" data-at="rulings" id="rulings" aria-labelledby="rulings-title">
    <div class="row spread">
      <h2 id="rulings-title" tabindex="-1">${t("ruling.title")}</h2>
      ${rulings.length > 3 &&
      html`<label class="row"><span class="fine">${t("ruling.filter")}</span>
        <select class="narrow" value=${shown.value} onChange=${(/** @type {any} */ e) => (shown.value = e.target.value)}>
          <option value="all">${t("ruling.all")}</option>
          <option value="mine">${t("ruling.mine")}</option>
          ${rounds.map((r) => html`<option key=${r} value=${String(r)}>${t("ruling.round", { round: r })}</option>`)}
        </select></label>`}
    </div>
    ${rulings.length === 0 && html`<p class="muted">${t("ruling.empty")}</p>`}
    ${rulings.length > 0 && html`<${RulingList} list=${list} action=${action} />`}
  </section>`;
}
