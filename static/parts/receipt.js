// What was locked, in words, and the way back until the bell.

import { dateText, t, timeText, valueText } from "../words.js";
import { html } from "./html.js";

/** @import { Move, Ordered, View } from "../types.js" */

/** A move and what was filled in, in one sentence built from the view's own words. @param {Move[]} moves @param {Ordered} ordered @param {string} side */
export function orderText(moves, ordered, side) {
  const move = moves.find((m) => m.id === ordered.move && m.slot === side) ?? moves.find((m) => m.id === ordered.move);
  const fields = Object.entries(ordered.fields ?? {}).map(([name, value]) => {
    const field = move?.fields?.find((f) => f.name === name);
    const label = (/** @type {any} */ v) => field?.options?.find((o) => o.value === v)?.label ?? (field?.kind === "date" ? dateText(v) : valueText(v));
    return `${field?.label ?? name}: ${Array.isArray(value) ? value.map(label).join(", ") : label(value)}`;
  });
  return [move?.title ?? ordered.move, ...fields].join(". ");
}

/** @param {{ view: View, busy: boolean, problem: string, unlock: () => void }} props */
export function Receipt({ view, busy, problem, unlock }) {
  const { order, moves, cards } = view;
  const choices = Object.entries(order.choices ?? {});
  return html`<div class="receipt stack" id="receipt" tabindex="-1" role="group" aria-labelledby="receipt-title">
    <h3 id="receipt-title">${order.place === null ? t("order.locked") : t("order.locked_place", { place: order.place })}${order.at ? ` · ${timeText(order.at)}` : ""}</h3>
    <dl>
      <dt>${t("order.main")}</dt>
      <dd>${order.main ? orderText(moves, order.main, "main") : t("order.none_minor")}</dd>
      <dt>${t("order.minor")}</dt>
      <dd>${order.minor ? orderText(moves, order.minor, "minor") : t("order.none_minor")}</dd>
      ${choices.map(([id, choice]) => {
        const card = cards.find((c) => c.id === id);
        return html`<dt key=${`${id}t`}>${card?.title ?? id}</dt><dd key=${`${id}d`}>${card?.choices?.find((x) => x.id === choice)?.text ?? choice}</dd>`;
      })}
    </dl>
    ${problem && html`<p class="fault">${problem}</p>`}
    ${order.may_unlock
      ? html`<p class="row"><button type="button" id="unlock" aria-disabled=${String(busy)} onClick=${() => !busy && unlock()}>${busy ? t("order.unlocking") : t("order.unlock")}</button></p>`
      : order.why_not && html`<p class="fine">${order.why_not}</p>`}
  </div>`;
}
