// The white cell's page: the entry of control.html. It sees everything and can always recover the table.

import { render } from "preact";
import { useEffect } from "preact/hooks";
import { announce } from "./announce.js";
import { keepPass, takePass } from "./keep.js";
import { withParts } from "./later.js";
import { askAt } from "./otherwise.js";
import { Links } from "./parts/cell.js";
import { Duties } from "./parts/duties.js";
import { Header, Lines } from "./parts/header.js";
import { html } from "./parts/html.js";
import { Law } from "./parts/law.js";
import { Log } from "./parts/log.js";
import { Override } from "./parts/override.js";
import { Agreements, Arguments, Bills, Cards, Desk, Evaluation, Headlines, Injects, Orders, Outcome, Reveal } from "./parts/rare.js";
import { Rulings } from "./parts/rulings.js";
import { Seats } from "./parts/seats.js";
import { Invite, Steering } from "./parts/steering.js";
import { Talk } from "./parts/talk.js";
import { Tracks } from "./parts/tracks.js";
import { WaitingForMe } from "./parts/waiting.js";
import { focusOn, route, watchRoute } from "./route.js";
import { t } from "./words.js";
import { net, onTold, open, view as view_now, watch } from "./wire.js";

/** @import { RulingView } from "./types.js" */

const table = decodeURIComponent(location.pathname.split("/")[2] ?? "");
const pass = takePass(table, "white");

/** @param {string} new_pass */
function renewed(new_pass) {
  keepPass(table, "white", new_pass);
  location.reload();
}

/** @param {RulingView} ruling */
const action = (ruling) => html`<${Override} of=${ruling} />`;

const drawn = withParts(view_now);

function App() {
  const view = drawn.value;
  const n = view?.waiting.length ?? 0;
  useEffect(() => {
    if (view) document.title = `${n ? `(${n}) ` : ""}${t("control.title")} · ${view.clock.phase_title} · ${view.table.title}`;
  });
  if (!view) {
    return html`<header class="top"><h1>${t("control.title")}</h1><span class="net">${t(`net.${net.value}`)}</span></header>
      <${Lines} table=${table} view=${null} />
      <main class="page" id="main" tabindex="-1"><p class="muted">${pass ? t("top.loading") : t("control.no_pass")}</p></main>`;
  }
  const playing = view.table.status !== "lobby";
  return html`
    <nav class="skips" aria-label=${t("skip.name")}>
      <a class="skip" href="#main" onClick=${(/** @type {Event} */ e) => (e.preventDefault(), focusOn("main"))}>${t("skip.main")}</a>
    </nav>
    <${Header} view=${view} />
    <${Lines} table=${table} view=${view}><p class="warn">${t("control.warn")}</p><//>
    <main id="main" class="columns control" tabindex="-1">
      <div class="column side">
        <${Steering} view=${view} table=${table} pass=${pass ?? ""} />
        ${view.table.status !== "closed" && html`<${Invite} table=${table} code=${view.table.code ?? ""} />`}
        <${Tracks} view=${view} />
      </div>
      <div class="column work">
        <${Outcome} view=${view} />
        <${WaitingForMe} view=${view} />
        <${Desk} view=${view} />
        <${Orders} view=${view} />
        <${Arguments} view=${view} />
        <${Bills} view=${view} open=${true} />
        <${Reveal} view=${view} />
        ${playing && html`<${Rulings} rulings=${view.rulings} seat="" action=${view.table.status === "playing" ? action : undefined} />`}
        ${playing && html`<${Cards} view=${view} />`}
        <${Log} view=${view} />
      </div>
      <div class="column reading">
        <${Seats} view=${view}><${Links} view=${view} pass=${pass ?? ""} renewed=${renewed} /><//>
        <${Headlines} view=${view} may_write=${view.clock.phase === "headline" && view.needed.mine} />
        <${Injects} view=${view} />
        <${Evaluation} view=${view} />
        <${Duties} view=${view} />
        <${Agreements} view=${view} />
        <${Talk} view=${view} showing=${true} />
        <${Bills} view=${view} open=${false} />
        <${Law} view=${view} />
      </div>
    </main>
  `;
}

onTold((events) => {
  const view = view_now.value;
  if (!view) return;
  if (events.some((e) => e.kind === "phase_began")) announce(`${view.clock.phase_title}. ${view.needed.text}`);
  if (events.some((e) => e.kind === "order_locked")) announce(view.needed.text);
});
watchRoute(() => {
  if (route.value.ruling !== null) focusOn(`ruling-${route.value.ruling}`);
});
watch();
const page = /** @type {HTMLElement} */ (document.getElementById("page"));
page.replaceChildren();
render(html`<${App} />`, page);
if (pass) {
  open(table, pass);
  askAt(table, pass);
}
