// Replay: the entry of replay.html. The server gives the view at any event for a viewpoint; the parts are those of the live table.

import { signal } from "@preact/signals";
import { render } from "preact";
import { useEffect, useState } from "preact/hooks";
import { announce } from "./announce.js";
import { call } from "./calls.js";
import { takePass } from "./keep.js";
import { withParts } from "./later.js";
import { askAt } from "./otherwise.js";
import { Duties } from "./parts/duties.js";
import { Header } from "./parts/header.js";
import { html } from "./parts/html.js";
import { Law } from "./parts/law.js";
import { Cards, Headlines, Orders, Outcome, Reveal, RulingList } from "./parts/rare.js";
import { Rulings } from "./parts/rulings.js";
import { momentAt, Moments, Scrubber } from "./parts/scrubber.js";
import { Seats } from "./parts/seats.js";
import { Talk } from "./parts/talk.js";
import { Tracks } from "./parts/tracks.js";
import { Views } from "./parts/views.js";
import { You } from "./parts/you.js";
import { focusOn, route, watchRoute } from "./route.js";
import { t } from "./words.js";

/** @import { Moment, View } from "./types.js" */

const KEPT = 200;
const table = decodeURIComponent(location.pathname.split("/")[2] ?? "");
const white = takePass(table, "white");
const pass = white ?? takePass(table, "seat");
const asked = new URLSearchParams(location.search);

/** Whose eyes; "" lets the server choose the pass's own. */
const as = signal(asked.get("as") ?? (white ? "WHITE" : ""));
const seq = signal(-1);
const total = signal(0);
const moments = signal(/** @type {Moment[]} */ ([]));
const shown = signal(/** @type {View | null} */ (null));
const problem = signal("");
/** The seat of a seat's own pass. */
const own = signal("");

/** Views already fetched, by viewpoint and seq. @type {Map<string, View>} */
const kept = new Map();
let wanted = "";

/** @param {number} at @returns {Promise<View | null>} */
async function fetchView(at) {
  const key = `${as.value}:${at}`;
  const known = kept.get(key);
  if (known) return known;
  const answer = await call(`/api/replay/${encodeURIComponent(table)}?at=${at}${as.value ? `&as=${encodeURIComponent(as.value)}` : ""}`, { pass: pass ?? "" });
  if (!answer.ok) {
    problem.value = t("replay.failed", { why: answer.body.message ?? t("join.unreachable") });
    return null;
  }
  if (kept.size >= KEPT) kept.delete(/** @type {string} */ (kept.keys().next().value));
  kept.set(key, answer.body.view);
  return answer.body.view;
}

/** Show the table right after event *at*; an answer that is no longer wanted is dropped. @param {number} at @param {boolean} [stop] a stop of its own in the history */
async function go(at, stop = false) {
  const to = Math.max(0, Math.min(total.value, at));
  const way = Math.sign(to - seq.value) || 1;
  const key = `${as.value}:${to}`;
  wanted = key;
  seq.value = to;
  const address = `${location.pathname}?at=${to}${as.value ? `&as=${encodeURIComponent(as.value)}` : ""}${location.hash}`;
  if (stop) history.pushState({ at: to }, "", address);
  else history.replaceState({ at: to }, "", address);
  const view = await fetchView(to);
  if (wanted !== key || !view) return;
  problem.value = "";
  shown.value = view;
  if (view.you.kind === "seat" && !white) own.value = view.you.seat;
  document.documentElement.dataset.at = String(to);
  if (to + way >= 0 && to + way <= total.value) fetchView(to + way);
}

/** The list of moments for the viewpoint, then the moment itself. @param {number} [at] */
async function load(at) {
  const answer = await call(`/api/replay/${encodeURIComponent(table)}/index${as.value ? `?as=${encodeURIComponent(as.value)}` : ""}`, { pass: pass ?? "" });
  if (!answer.ok) {
    problem.value = t("replay.failed", { why: answer.body.message ?? t("join.unreachable") });
    return;
  }
  total.value = answer.body.total;
  moments.value = answer.body.moments;
  await go(at ?? (asked.has("at") ? Number(asked.get("at")) : answer.body.total));
}

/** @param {string} seat */
function seeAs(seat) {
  as.value = seat;
  load(seq.value);
}

/** @param {{ view: View | null }} props */
function Viewpoint({ view }) {
  const seats = white ? (view?.seats ?? []).map((s) => s.seat) : own.value ? [own.value] : [];
  const value = as.value || (view?.you.seat ?? "PUBLIC");
  return html`<label class="row"><span>${t("replay.as")}</span>
    <select id="as" class="narrow" value=${value} onChange=${(/** @type {any} */ e) => seeAs(e.target.value)}>
      ${white && html`<option value="WHITE">${t("replay.white")}</option>`}
      <option value="PUBLIC">${t("replay.public")}</option>
      ${seats.map((s) => html`<option key=${s} value=${s}>${s}</option>`)}
    </select></label>`;
}

/** For the white cell of a closed table: a new one from this moment on. */
function Fork() {
  const [busy, setBusy] = useState(false);
  const [why, setWhy] = useState("");
  async function fork() {
    if (busy) return;
    setBusy(true);
    setWhy("");
    const answer = await call(`/api/tables/${encodeURIComponent(table)}/fork`, { method: "POST", body: { at: seq.value }, pass: pass ?? "" });
    setBusy(false);
    if (answer.ok) location.assign(`${answer.body.page}#pass=${answer.body.pass}`);
    else setWhy(answer.body.message ?? t("join.unreachable"));
  }
  return html`<details class="panel stack" id="fork"><summary>${t("replay.fork")}</summary>
    <p class="fine">${t("replay.fork_note", { seq: seq.value })}</p>
    ${why && html`<p class="fault" role="alert">${why}</p>`}
    <button type="button" aria-disabled=${String(busy)} onClick=${fork}>${t("replay.fork_do")}</button>
  </details>`;
}

/** @param {{ view: View }} props */
function Table({ view }) {
  return html`<main id="main" class="columns" tabindex="-1">
    <div class="column side"><${Moments} seq=${seq.value} moments=${moments.value} go=${(/** @type {number} */ s) => go(s, true)} />${white && html`<${Fork} />`}</div>
    <div class="column work">
      <${Outcome} view=${view} />
      <${Reveal} view=${view} />
      <${Rulings} rulings=${view.rulings} seat=${view.you.seat} />
      ${view.white && html`<${Orders} view=${view} />`}
      <${Cards} view=${view} />
      <${Headlines} view=${view} may_write=${false} />
    </div>
    <div class="column reading">
      <${Tracks} view=${view} />
      <${Duties} view=${view} />
      <${Seats} view=${view} />
      <${You} view=${view} />
      <${Talk} view=${view} showing=${false} read_only=${true} />
      <${Law} view=${view} />
    </div>
  </main>`;
}

const drawn = withParts(shown, [Cards, Headlines, Orders, Outcome, Reveal, RulingList]);

function App() {
  const view = drawn.value;
  useEffect(() => {
    document.title = view ? `${t("replay.title")} · ${t("replay.at", { seq: seq.value, total: total.value })} · ${view.table.title}` : t("replay.title");
  });
  if (!view) {
    return html`<header class="top"><h1>${t("replay.title")}</h1></header>
      <main class="page stack" id="main" tabindex="-1">
        <p>${problem.value || (pass ? t("replay.loading") : t("replay.no_pass"))}</p>
        ${problem.value && html`<p><button type="button" onClick=${() => load()}>${t("replay.retry")}</button></p>`}
      </main>`;
  }
  return html`
    <nav class="skips" aria-label=${t("skip.name")}><a class="skip" href="#main" onClick=${(/** @type {Event} */ e) => (e.preventDefault(), focusOn("main"))}>${t("skip.main")}</a></nav>
    <${Header} view=${view} replaying=${true}><span class="tag strong">${t("replay.title")}</span><//>
    <section class="lines" aria-label=${t("replay.scrub")}>
      <${Scrubber} seq=${seq.value} total=${total.value} moments=${moments.value} go=${go}><${Viewpoint} view=${view} /><//>
      ${problem.value && html`<p class="line">${problem.value} <button type="button" class="small" onClick=${() => go(seq.value)}>${t("replay.retry")}</button></p>`}
    </section>
    <${Table} view=${view} />
    <${Views} view=${view} unread=${0} first=${t("replay.moments")} />
  `;
}

addEventListener("popstate", (event) => {
  if (event.state && typeof event.state.at === "number") go(event.state.at);
});
watchRoute(() => {
  if (route.value.ruling !== null) focusOn(`ruling-${route.value.ruling}`);
});
let spoken = -1;
setInterval(() => {
  if (seq.value === spoken || seq.value < 0) return;
  spoken = seq.value;
  const now = momentAt(moments.value, seq.value);
  if (now && document.activeElement?.id !== "scrub") announce(now.text); // the scrubber speaks for itself
}, 2000);
const page = /** @type {HTMLElement} */ (document.getElementById("page"));
page.replaceChildren();
render(html`<${App} />`, page);
if (pass) {
  askAt(table, pass, () => `?at=${seq.value}${as.value ? `&as=${encodeURIComponent(as.value)}` : ""}`);
  load();
}
