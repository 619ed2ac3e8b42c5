// A seat's table: the entry of table.html. Draws the view; wishes go to the wire; nothing is decided here.

import { render } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { alarm, announce } from "./announce.js";
import { keepPass, takePass } from "./keep.js";
import { spoken } from "./looks.js";
import { withParts } from "./later.js";
import { bring, whereNow } from "./now.js";
import { askAt } from "./otherwise.js";
import { Cell, Reading, writes } from "./parts/cell.js";
import { ChangeSeat } from "./parts/change.js";
import { Duties } from "./parts/duties.js";
import { Header, Lines } from "./parts/header.js";
import { html } from "./parts/html.js";
import { Law } from "./parts/law.js";
import { Log } from "./parts/log.js";
import { Needed } from "./parts/needed.js";
import { Agreements, Arguments, Bills, Cards, Composer, Desk, Findings, Headlines, Outcome, PickSeat, Reveal, Waiting } from "./parts/rare.js";
import { Rulings } from "./parts/rulings.js";
import { Seats } from "./parts/seats.js";
import { Talk, unread } from "./parts/talk.js";
import { Tracks } from "./parts/tracks.js";
import { Views } from "./parts/views.js";
import { You } from "./parts/you.js";
import { focusOn, route, watchRoute } from "./route.js";
import { t } from "./words.js";
import { net, onTold, open, view as view_now, watch } from "./wire.js";

/** @import { View } from "./types.js" */

const table = decodeURIComponent(location.pathname.split("/")[2] ?? "");
const pass = takePass(table, "seat");

/** @param {string} new_pass */
function seated(new_pass) {
  keepPass(table, "seat", new_pass);
  location.reload(); // another seat is another view of everything: begin afresh
}

/** @param {View} view */
function titleOf(view) {
  const where = view.clock.round ? t("title.where", { needed: view.needed.text, round: view.clock.round, table: view.table.title }) : `${view.needed.text} · ${view.table.title}`;
  const n = unread(view);
  return n && view.you.kind === "seat" ? `(${n}) ${where}` : where;
}

/** @param {{ view: View }} props */
function Columns({ view }) {
  const seat = view.you.kind === "seat";
  const lobby = view.table.status === "lobby";
  const writing = ["situation", "back_channel", "orders"].includes(view.clock.phase);
  const wide = useWide();
  return html`<main id="main" class="columns" tabindex="-1">
    <div class="column side">
      <${Needed} view=${view} />
      <${Tracks} view=${view} />
      <${Duties} view=${view} />
      <${Seats} view=${view}><${Cell} view=${view} pass=${pass ?? ""} /><${ChangeSeat} view=${view} pass=${pass ?? ""} seated=${seated} /><//>
      ${!lobby && html`<${You} view=${view} />`}
    </div>
    <div class="column work">
      <${Outcome} view=${view} />
      ${seat && lobby && html`<${Waiting} view=${view} /><${You} view=${view} at="order" />`}
      ${!seat && view.table.status !== "closed" && view.seats.some((s) => !s.name || s.bot) && html`<div class="panel" data-at="order"><${PickSeat} view=${view} pass=${pass ?? ""} seated=${seated} /></div>`}
      ${seat && html`<${Findings} view=${view} />`}
      <${Arguments} view=${view} />
      <${Bills} view=${view} open=${true} />
      <${Reveal} view=${view} folded=${writing} />
      ${view.clock.phase === "situation" && html`<${Cards} view=${view} />`}
      ${seat && view.table.status === "playing" && (writes(view) ? html`<${Composer} view=${view} />` : html`<${Reading} view=${view} />`)}
      ${writing && view.clock.phase !== "situation" && html`<${Cards} view=${view} />`}
      <${Rulings} rulings=${view.rulings} seat=${view.you.seat} />
      ${!lobby && !writing && html`<${Cards} view=${view} />`}
      <${Headlines} view=${view} may_write=${seat && view.clock.phase === "headline" && view.needed.mine} />
      <${Log} view=${view} />
    </div>
    <div class="column reading">
      <${Agreements} view=${view} />
      <${Talk} view=${view} showing=${wide || route.value.view === "talk"} />
      <${Bills} view=${view} open=${false} />
      <${Desk} view=${view} />
      <${Law} view=${view} />
    </div>
  </main>`;
}

/** Whether all parts are on screen at once. */
function useWide() {
  const query = matchMedia("(min-width: 48rem)");
  const [wide, setWide] = useState(query.matches);
  useEffect(() => {
    const change = () => setWide(query.matches);
    query.addEventListener("change", change);
    return () => query.removeEventListener("change", change);
  }, []);
  return wide;
}

const drawn = withParts(view_now);

function App() {
  const view = drawn.value;
  useEffect(() => {
    if (view) document.title = titleOf(view);
  });
  const now = view && `${view.clock.round} ${view.clock.phase}`;
  const before = useRef(now);
  useEffect(() => {
    if (view && before.current && before.current !== now) bring(whereNow(view));
    before.current = now;
  }, [now]);
  if (!view) {
    return html`<header class="top"><h1>${document.title}</h1><span class="net">${t(`net.${net.value}`)}</span></header>
      <${Lines} table=${table} view=${null} />
      <main class="page" id="main" tabindex="-1">${pass ? html`<p class="muted">${net.value === "removed" ? "" : t("top.loading")}</p>` : html`<p>${t("line.no_pass")}</p><p><a class="button main" href="/">${t("join.title")}</a></p>`}</main>`;
  }
  const choosing = view.you.kind === "public" && view.table.status === "lobby";
  return html`
    <nav class="skips" aria-label=${t("skip.name")}>
    <a class="skip" href="#main" onClick=${skip("main")}>${t("skip.main")}</a>
    <a class="skip" href="#/order" onClick=${skip("order-title")}>${t("skip.order")}</a>
    <a class="skip" href="#/rulings" onClick=${skip("rulings-title")}>${t("skip.rulings")}</a>
    <a class="skip" href="#/law" onClick=${skip("law-title")}>${t("skip.law")}</a>
    </nav>
    <${Header} view=${view} />
    <${Lines} table=${table} view=${view} />
    ${choosing
      ? html`<main id="main" class="single" tabindex="-1"><div class="page"><${Needed} view=${view} /><${PickSeat} view=${view} pass=${pass ?? ""} seated=${seated} /></div></main>`
      : html`<${Columns} view=${view} /><${Views} view=${view} unread=${unread(view)} />`}
  `;
}

/** @param {string} id */
const skip = (id) => (/** @type {Event} */ event) => {
  if (id === "main") event.preventDefault();
  focusOn(id);
};

onTold((events) => {
  const said = view_now.value;
  const ruled = events.filter((e) => e.kind === "move_ruled").length;
  const messages = events.filter((e) => e.kind === "message_sent" && e.data?.from !== said?.you.seat).length;
  if (ruled === 1 && said?.rulings.length) announce(spoken(said.rulings[said.rulings.length - 1]));
  else if (ruled) announce(t("ruling.new", { n: ruled }));
  if (messages) announce(t("talk.said", { n: messages }));
  if (events.some((e) => e.kind === "phase_began") && said) announce(`${said.clock.phase_title}. ${said.needed.text}`);
});
net.subscribe((state) => {
  if (state === "removed") alarm(t("line.removed"));
  if (state === "reconnecting") announce(t("line.reconnecting"));
});

watchRoute(() => {
  const { view, cite, ruling, part } = route.value;
  if (part) focusOn(`${part}-title`, "start");
  else if (ruling !== null) focusOn(`ruling-${ruling}`);
  else if (!cite && location.hash) focusOn({ order: "order-title", rulings: document.querySelector("#reveal-title:not(.hidden)") ? "reveal-title" : "rulings-title", law: "law-title", talk: "talk-title", table: "tracks-title" }[view] ?? "main");
});
watch();
const page = /** @type {HTMLElement} */ (document.getElementById("page"));
page.replaceChildren();
render(html`<${App} />`, page);
if (pass) {
  open(table, pass);
  askAt(table, pass);
}
