// Tracks, ladders and tokens: numbers with words, changes by arrow and number, never by colour alone.

import { t, word } from "../words.js";
import { html } from "./html.js";

/** @import { Ladder, Track, View } from "../types.js" */

/** @param {{ track: Track }} props */
function TrackPart({ track }) {
  const { value, low, high, change = 0 } = track;
  const more = [
    track.low_text && t("tracks.low", { text: track.low_text }),
    track.high_text && t("tracks.high", { text: track.high_text }),
    ...(track.triggers ?? []).map((x) => `${x.at.replace("<=", "≤").replace(">=", "≥")}: ${x.text}`),
  ].filter(Boolean);
  const bar = (/** @type {any} */ el) => {
    if (el) el.style.width = `${(100 * (value - Math.min(low, high))) / (Math.abs(high - low) || 1)}%`;
  };
  return html`<details class="track">
    <summary>
      <span class="id">${track.id}</span>
      <span><span class="fine">${track.title}</span><span class="meter" aria-hidden="true"><span ref=${bar}></span></span></span>
      <span class="value">${value}<span class="hidden"> ${t("tracks.of", { value, low, high })}</span>
        <span class="change">${change > 0 ? html`<span aria-hidden="true">▲${change}</span><span class="hidden">${t("tracks.up", { n: change })}</span>` : change < 0 ? html`<span aria-hidden="true">▼${-change}</span><span class="hidden">${t("tracks.down", { n: -change })}</span>` : null}</span></span>
    </summary>
    <ul class="fine">${more.map((m, i) => html`<li key=${i}>${m}</li>`)}</ul>
    ${track.why?.length ? html`<p class="fine">${t("tracks.why")}:</p><ul class="fine">${track.why.map((w, i) => html`<li key=${i}>${w}</li>`)}</ul>` : null}
  </details>`;
}

/** @param {{ ladder: Ladder }} props */
function LadderPart({ ladder }) {
  return html`<div class="ladder">
    <p><strong>${ladder.id}</strong> <span class="fine">${ladder.title}</span> ${ladder.frozen && html`<span class="tag strong">${t("ladder.frozen")}</span>`}</p>
    <ol class="steps-of">${ladder.steps.map((step, i) => html`<li key=${i} aria-current=${i === ladder.step ? "step" : undefined}>${i} ${step}</li>`)}</ol>
  </div>`;
}

/** @param {{ view: View }} props */
export function Tracks({ view }) {
  return html`<section class="panel stack" data-at="table" id="tracks" aria-labelledby="tracks-title">
    <h2 id="tracks-title" tabindex="-1">${t("tracks.title")}</h2>
    <div class="tracks">${view.tracks.map((track) => html`<${TrackPart} key=${track.id} track=${track} />`)}</div>
    ${view.ladders.map((ladder) => html`<${LadderPart} key=${ladder.id} ladder=${ladder} />`)}
    ${view.tokens.length > 0 &&
    html`<ul class="row">${view.tokens.map((x) => html`<li key=${x.id} class=${x.on ? "tag strong" : "tag"}>${x.title}: ${word("token", x.on)}</li>`)}</ul>`}
  </section>`;
}
