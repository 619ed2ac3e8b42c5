// The replay's way through time: a native range input, steps by event and by round, and the list of moments.

import { useState } from "preact/hooks";
import { dateText, t } from "../words.js";
import { html } from "./html.js";
import { Icon } from "./icon.js";

/** @import { Moment } from "../types.js" */

const MATTERS = new Set(["phase_began", "move_ruled", "ruling_overridden", "ruling_completed", "order_revealed", "fact_established", "effects_applied", "ending_reached", "table_closed", "headline_printed"]);

/** The last moment told at or before *seq*. @param {Moment[]} moments @param {number} seq @returns {Moment | undefined} */
export function momentAt(moments, seq) {
  return moments.findLast((m) => m.seq <= seq);
}

/** Where a step by round leads: the first moment of the round before or after. @param {Moment[]} moments @param {number} seq @param {number} total @param {1 | -1} way */
export function roundStep(moments, seq, total, way) {
  const starts = moments.filter((m, i) => (m.round ?? 0) !== (moments[i - 1]?.round ?? 0)).map((m) => m.seq);
  return way > 0 ? (starts.find((s) => s > seq) ?? total) : (starts.findLast((s) => s < seq) ?? 0);
}

/** @param {{ seq: number, total: number, moments: Moment[], go: (seq: number) => void, children?: any }} props */
export function Scrubber({ seq, total, moments, go, children }) {
  const now = momentAt(moments, seq);
  const said = t("replay.valuetext", { seq, total, round: now?.round ?? 0, text: now?.text ?? t("replay.start") });
  /** @param {import("../words.js").Key} key @param {string} icon @param {number} to */
  const step = (key, icon, to) => html`<button type="button" aria-label=${t(key)} title=${t(key)} aria-disabled=${String(to === seq)} onClick=${() => go(to)}><${Icon} name=${icon} /></button>`;
  /** @param {KeyboardEvent} event */
  const keys = (event) => {
    if (event.key !== "PageUp" && event.key !== "PageDown") return;
    event.preventDefault();
    go(roundStep(moments, seq, total, event.key === "PageUp" ? 1 : -1));
  };
  return html`<div class="scrub">
    <label class="hidden" for="scrub">${t("replay.scrub")}</label>
    <input type="range" id="scrub" min="0" max=${total} step="1" value=${seq} aria-valuetext=${said} onKeyDown=${keys} onInput=${(/** @type {any} */ e) => go(Number(e.target.value))} />
    <div class="row">
      ${step("replay.first", "first", 0)}
      ${step("replay.back", "back", Math.max(0, seq - 1))}
      ${step("replay.on", "on", Math.min(total, seq + 1))}
      ${step("replay.last", "last", total)}
      <button type="button" class="small rounds" onClick=${() => go(roundStep(moments, seq, total, -1))}>${t("replay.round_back")}</button>
      <button type="button" class="small rounds" onClick=${() => go(roundStep(moments, seq, total, 1))}>${t("replay.round_on")}</button>
      ${children}
      <p id="at"><strong class="number">${t("replay.at", { seq, total })}</strong>${now && ` · ${now.game_date ? `${dateText(now.game_date)} · ` : ""}${now.text}`}</p>
    </div>
  </div>`;
}

/** @param {{ seq: number, moments: Moment[], go: (seq: number) => void }} props */
export function Moments({ seq, moments, go }) {
  const [only, setOnly] = useState(false);
  const now = momentAt(moments, seq);
  const shown = only ? moments.filter((m) => MATTERS.has(m.kind) || m === now) : moments;
  const mark = (/** @type {HTMLElement | null} */ button) => button?.scrollIntoView({ block: "nearest" });
  return html`<section class="panel stack" data-at="order" id="moments" aria-labelledby="moments-title">
    <h2 id="moments-title">${t("replay.moments")}</h2>
    <label class="tick"><input type="checkbox" checked=${only} onChange=${(/** @type {any} */ e) => setOnly(e.target.checked)} /><span>${t("replay.only")}</span></label>
    <ol class="moments">
      ${shown.map(
        (m, i) => html`<li key=${m.seq}>
          ${(m.round ?? 0) !== (shown[i - 1]?.round ?? -1) && html`<p class="round">${m.round ? t("replay.round", { round: m.round }) : t("replay.start")}</p>`}
          <button type="button" data-seq=${m.seq} data-v=${m.mark ?? "none"} aria-current=${m === now ? "true" : undefined} ref=${m === now ? mark : undefined} onClick=${() => go(m.seq)}>
            <span class="number muted">${m.seq}</span>${m.mark ? html`<${Icon} name=${m.mark} />` : html`<span></span>`}<span>${m.text}</span></button>
        </li>`,
      )}
    </ol>
  </section>`;
}
