// The only file that speaks to the server: connection, commands and their answers, views, pre-flight (its plain HTTP calls: calls.js).
// Nothing is emitted while disconnected: Socket.IO would keep it and deliver it minutes later, in another phase.

import { signal } from "@preact/signals";
import { io } from "socket.io-client";
import { learn } from "./clock.js";
import { nothing, takePage, takeWhole } from "./follow.js";
import { newId } from "./ids.js";
import { keepUnanswered, readUnanswered } from "./keep.js";
import { TEXT, tooLong } from "./length.js";
import { Outbox, backOff, isOver, mayGoAgain } from "./outbox.js";

import { t } from "./words.js";

/** @import { Ack, Draft, Net, Page, Preruling, Told, View } from "./types.js" */

const ANSWER_MS = 5000;
const ASK_MS = 15_000;
const LOST_MS = 30_000;
const TRIES = 3;

/** @type {import("@preact/signals").Signal<Net>} */
export const net = signal("connecting");
/** @type {import("@preact/signals").Signal<View | null>} */
export const view = signal(null);
/** Why the server does not let us in, for now or for good, in its words. @type {import("@preact/signals").Signal<string | null>} */
export const turned_away = signal(null);
/** The name in one's pass: several people may share a seat. "" until the server has said it. */
export const me = signal("");

/** @type {((events: Told[]) => void)[]} */
const listeners = [];
/** @type {Map<string, { done: (ack: Ack) => void, slow: () => void }>} */
const asking = new Map();

/** @type {import("socket.io-client").Socket | null} */
let socket = null;
let outbox = new Outbox(null, () => {});
let shown = nothing();
let table = "";
let pass = "";
let attempt = 0;
let lost_ms = 0;
let question = 0;
let fetching = false;
let hidden_ms = 0;
/** @type {[number, number] | null} */
let drained = null;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let again;

/** Be told of events as they come (not of a whole view). @param {(events: Told[]) => void} listener */
export function onTold(listener) {
  listeners.push(listener);
}

/** @param {Net} state */
function be(state) {
  net.value = state;
  document.documentElement.dataset.net = state;
}

/** Connect to *of_table* with *with_pass*, and stay connected; once per page. @param {string} of_table @param {string} with_pass */
export function open(of_table, with_pass) {
  table = of_table;
  pass = with_pass;
  shown = nothing();
  const key = `${table}.${pass.slice(-16)}`;
  outbox = new Outbox(readUnanswered(key), (waiting) => keepUnanswered(key, waiting.length ? waiting : null));
  socket = io({ transports: ["websocket"], reconnection: false, autoConnect: false, forceNew: true, timeout: 8000, auth: (tell) => tell({ table, pass }) });
  socket.on("connect", () => {
    attempt = 0;
    drained = null;
    be("resyncing");
    resync();
  });
  socket.on("disconnect", lost);
  socket.on("connect_error", refused);
  socket.on("told", told);
  socket.on("bell", resync);
  socket.on("draining", (/** @type {{ retry_ms?: number | number[] }} */ { retry_ms }) => {
    drained = Array.isArray(retry_ms) ? [retry_ms[0], retry_ms[1]] : [0, Number(retry_ms ?? 2000)];
  });
  socket.on("seat_lost", (/** @type {{ why: string }} */ { why }) => end(why));
  socket.on("error", (/** @type {{ code?: string }} */ { code }) => {
    if (code === "seat_lost") end("rotated");
  });
  connect();
}

/** One attempt. A connection that closes before it was of use is an end too; the library would wait for its time-out. */
function connect() {
  if (!socket) return;
  const here = socket;
  here.connect();
  const engine = here.io.engine;
  engine?.once("close", () => {
    if (here.connected || here.io.engine !== engine) return;
    here.disconnect();
    lost();
  });
}

/** @param {string} why */
function end(why) {
  be(why === "elsewhere" ? "elsewhere" : why === "closed" ? "ended" : "removed");
  clearTimeout(again);
  socket?.disconnect();
}

function ended() {
  return ["elsewhere", "removed", "stale"].includes(net.value) || (net.value === "ended" && !socket?.connected && shown.view === null);
}

function lost() {
  outbox.lost();
  fetching = false;
  if (ended()) return;
  if (!lost_ms) lost_ms = Date.now();
  retry();
}

/** @param {Error & { data?: { code?: string, message?: string } }} error */
function refused(error) {
  const { code, message } = error.data ?? {};
  turned_away.value = code ? (message ?? error.message) : null;
  if (isOver(code)) end(code === "closed" ? "closed" : "rotated");
  else lost();
}

function retry() {
  const gone_ms = Date.now() - lost_ms;
  if (net.value !== "connecting" || gone_ms > 2000) {
    be(navigator.onLine === false || gone_ms > LOST_MS ? "offline" : "reconnecting");
  }
  clearTimeout(again);
  const wait_ms = drained ? drained[0] + Math.random() * (drained[1] - drained[0]) : backOff(attempt, gone_ms, Math.random());
  attempt += 1;
  again = setTimeout(connect, wait_ms);
}

/** Try now: the person asked, the network returned, or the page came to the front. */
export function tryNow() {
  if (!socket || ["elsewhere", "removed"].includes(net.value)) return;
  if (socket.connected) {
    resync();
    return;
  }
  clearTimeout(again);
  attempt = 0;
  connect();
}

/** One question, one answer or an error after five seconds. @param {string} name @param {object} message @returns {Promise<any>} */
async function ask(name, message) {
  if (!socket?.connected) throw new Error("not connected");
  const asked_ms = Date.now();
  const answer = await socket.timeout(ANSWER_MS).emitWithAck(name, message);
  learn(answer?.now, asked_ms, Date.now());
  return answer;
}

/** Ask for what was missed since the own place, or for the whole view. */
async function resync() {
  if (fetching || !socket?.connected) return;
  fetching = true;
  try {
    let answer = await ask("resync", { table, epoch: shown.epoch, place: shown.place });
    while (answer?.ok) {
      me.value = answer.name ?? "";
      const next = answer.snapshot ? takeWhole(shown, answer) : takePage(shown, answer);
      shown = next ?? { ...shown, epoch: null }; // a hole: the view from the beginning, please
      if (next) {
        show();
        hear(answer.events ?? []);
      }
      if (next && !answer.more) {
        live();
        return;
      }
      answer = await ask("resync", { table, epoch: shown.epoch, place: shown.place });
    }
    if (isOver(answer?.code)) {
      turned_away.value = answer.message ?? null;
      end(answer.code === "closed" ? "closed" : "rotated");
    } else setTimeout(resync, 500 + Math.random() * 1000);
  } catch {
    if (socket?.connected && net.value === "resyncing") setTimeout(resync, 500 + Math.random() * 1000);
  } finally {
    fetching = false;
  }
}

function live() {
  lost_ms = 0;
  turned_away.value = null;
  be(shown.view?.table.status === "closed" ? "ended" : "live");
  performance.mark("hx:live");
  pump();
}

function show() {
  if (shown.view === view.value) return;
  view.value = shown.view;
  document.documentElement.dataset.place = String(shown.place);
}

/** @param {Told[]} events */
function hear(events) {
  if (events.length) for (const listener of listeners) listener(events);
}

/** @param {Page} page */
function told(page) {
  const next = takePage(shown, page);
  if (!next) {
    resync();
    return;
  }
  if (next === shown) return;
  shown = next;
  show();
  if (shown.view?.table.status === "closed") be("ended");
  hear(page.events ?? []);
}

/** Whether a command pressed now would go out. */
export function maySend() {
  return net.value === "live" || (net.value === "ended" && socket?.connected === true);
}

/**
 * Send one command; the promise ends with the server's answer, or with code `undelivered` after several time-outs
 * (the same id goes again on reconnecting, and its late answer is heard through the view).
 * @param {string} type @param {Record<string, unknown>} [data] @returns {Promise<Ack>}
 */
export function send(type, data = {}) {
  if (!maySend()) return Promise.resolve({ ok: false, code: "offline", message: "" });
  const n = tooLong(data);
  if (n) return Promise.resolve({ ok: false, code: "refused", message: t("long.refused", { n, most: TEXT }) });
  const id = newId();
  return new Promise((done) => {
    let slow_times = 0;
    asking.set(id, {
      done,
      slow: () => {
        slow_times += 1;
        if (slow_times === TRIES) done({ ok: false, code: "undelivered", message: "" });
      },
    });
    outbox.add({ id, type, data });
    pump();
  });
}

/**
 * Send a command that is worth nothing later: once, without asking for it again. Whether it was done, as far as is known.
 * @param {string} type @param {Record<string, unknown>} data @returns {Promise<boolean>}
 */
export async function sendOnce(type, data) {
  if (!maySend() || tooLong(data)) return false;
  try {
    return (await ask("command", { table, id: newId(), type, data, seen: shown.place }))?.ok === true;
  } catch {
    return false;
  }
}

async function pump() {
  const command = outbox.next();
  if (!command || !socket?.connected || net.value === "resyncing") return;
  outbox.sent(command.id);
  try {
    const answer = await ask("command", { table, ...command, seen: shown.place });
    if (!answer?.ok && mayGoAgain(answer?.code)) {
      outbox.lost();
      asking.get(command.id)?.slow();
      setTimeout(pump, 300 + Math.random() * 700);
      return;
    }
    outbox.settle(command.id);
    asking.get(command.id)?.done(answer);
    asking.delete(command.id);
    if (answer?.ok && typeof answer.place === "number" && answer.place > shown.place) setTimeout(caughtUp, 1000, answer.place);
  } catch {
    outbox.lost();
    asking.get(command.id)?.slow();
    if (!socket?.connected) return; // sent again after the next resync
  }
  pump();
}

/** The answer named a place we have not been told of: ask. @param {number} place */
function caughtUp(place) {
  if (place > shown.place) resync();
}

/**
 * What the law would say of a draft. Numbered: an answer to anything but the newest question is null. Never recorded.
 * @param {Draft} draft @returns {Promise<Preruling[] | "slow" | null>}
 */
export async function preview(draft) {
  question += 1;
  const n = question;
  if (!maySend() || tooLong(draft)) return null;
  try {
    const answer = await ask("preview", { table, n, type: "order", data: draft });
    if (n !== question || (answer?.n ?? n) !== n) return null;
    return answer?.ok ? answer.rulings : "slow";
  } catch {
    return n === question ? "slow" : null;
  }
}

/** Watch the network and the page's visibility; ask with the own place every fifteen seconds. Call once. */
export function watch() {
  addEventListener("online", tryNow);
  addEventListener("offline", () => {
    if (!socket?.connected && !ended()) be("offline");
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) hidden_ms = Date.now();
    else if (Date.now() - hidden_ms > 10_000) tryNow();
  });
  setInterval(() => {
    if (net.value === "live") resync();
  }, ASK_MS);
}
