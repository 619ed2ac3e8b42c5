// The top of every page: where we are, the time left, the connection; and the lines under it when something is wrong.

import { useEffect, useRef, useState } from "preact/hooks";
import { alarm, announce } from "../announce.js";
import { markPassed, minutesText, secondsLeft } from "../clock.js";
import { dateText, t, word } from "../words.js";
import { net, turned_away, tryNow } from "../wire.js";
import { html } from "./html.js";
import { Icon } from "./icon.js";
import { Help } from "./rare.js";

/** @import { Net, View } from "../types.js" */

/** @param {{ ends_at?: string | null, paused?: boolean }} props */
function Timer({ ends_at, paused }) {
  const [left, setLeft] = useState(() => secondsLeft(ends_at));
  const before = useRef(left);
  useEffect(() => {
    const tick = () => {
      const now = secondsLeft(ends_at);
      const mark = before.current !== null && now !== null && !paused ? markPassed(before.current, now) : null;
      before.current = now;
      setLeft(now);
      if (mark === 0) alarm(t("clock.bell"));
      else if (mark !== null && mark <= 30) alarm(t("clock.left", { n: mark }));
      else if (mark !== null) announce(t("clock.left_min", { n: mark / 60 }));
    };
    tick();
    const timer = setInterval(tick, 500);
    return () => clearInterval(timer);
  }, [ends_at, paused]);
  if (paused) return html`<strong>${t("top.paused")}</strong>`;
  return left === null ? null : html`<span class="timer" role="timer" aria-label=${t("top.left")}>${minutesText(left)}</span>`;
}

/** @param {{ state: Net }} props */
function Connection({ state }) {
  const good = state === "live" || state === "ended" ? "true" : state === "connecting" || state === "resyncing" ? "" : "false";
  return html`<span class="net" data-good=${good}><${Icon} name=${good === "true" ? "ok" : good === "" ? "wait" : "no"} /><span>${word("net", state)}</span></span>`;
}

/** @param {{ view: View, replaying?: boolean, children?: any }} props */
export function Header({ view, replaying = false, children }) {
  const { clock, table, you } = view;
  const [helping, help] = useState(false);
  const who = you.kind === "white" ? t("top.white") : you.kind === "public" ? t("top.watching") : t("top.you", { seat: you.seat });
  const playing = table.status !== "lobby" && clock.round > 0;
  return html`<header class="top">
    <div class="where">
      <h1>${table.title}</h1>
      ${playing && html`<span class="round-of">${t("top.round", { round: clock.round, rounds: clock.rounds })}</span>`}
      ${playing && clock.game_date && html`<span class="wide number">${clock.until && clock.until !== clock.game_date ? t("top.dates", { from: dateText(clock.game_date), until: dateText(clock.until) }) : dateText(clock.game_date)}</span>`}
      <span class="phase">${clock.phase_title}</span>
      <span class="who">${who}</span>
    </div>
    ${!replaying && html`<${Timer} ends_at=${clock.ends_at} paused=${clock.paused} /><${Connection} state=${net.value} />`}
    ${children}
    <button type="button" class="small" onClick=${() => help(true)}>${t("top.help")}</button>
    ${helping && html`<${Help} close=${() => help(false)} />`}
  </header>`;
}

/** @param {{ table: string, view: View | null, children?: any }} props */
export function Lines({ table, view, children }) {
  const state = net.value;
  const replay = `/r/${encodeURIComponent(table)}`;
  const quiet = ["connecting", "live", "resyncing"].includes(state) && !view?.clock.paused;
  if (quiet && !children) return null;
  return html`<section class="lines" aria-label=${t("line.name")}>
    ${children}
    ${state === "reconnecting" && html`<p class="line">${turned_away.value ? t("line.not_now", { why: turned_away.value }) : t("line.reconnecting")}</p>`}
    ${state === "offline" && html`<p class="line">${turned_away.value ? t("line.not_now", { why: turned_away.value }) : t("line.offline")} <button type="button" class="small" onClick=${tryNow}>${t("line.try")}</button></p>`}
    ${state === "stale" && html`<p class="line">${t("line.stale")} <button type="button" class="small" onClick=${() => location.reload()}>${t("line.reload")}</button></p>`}
    ${state === "elsewhere" && html`<p class="line">${t("line.elsewhere")} <button type="button" class="small" onClick=${() => location.reload()}>${t("line.use")}</button></p>`}
    ${state === "removed" && html`<p class="line">${turned_away.value ?? t("line.removed")} <a class="press" href="/">${t("line.join")}</a></p>`}
    ${state === "ended" && html`<p class="line">${t("line.ended")} <a class="press" href=${replay}>${t("line.replay")}</a></p>`}
    ${view?.clock.paused && html`<p class="line">${view.clock.pause_reason ? t("line.paused_why", { why: view.clock.pause_reason }) : t("line.paused")}</p>`}
  </section>`;
}
