// The order as it is being written: signals of its own, so that a new view never changes an input. Kept on this device at each
// pause, and on the server where the phase takes drafts, so that another device goes on with it. The newest wins, without
// comparing clocks: what the server holds and this page has not sent was written elsewhere, and later.

import { computed, effect, signal } from "@preact/signals";
import { keepDraft, readDraft, watchDrafts } from "./keep.js";
import { sendOnce } from "./wire.js";

/** @import { Draft, Field, Move, Ordered, View } from "./types.js" */
/** @typedef {"main" | "minor"} Side */
/** @typedef {{ picked: Record<Side, string>, filled: Record<string, any>, chosen: Record<string, string>, saved?: string, sent?: string }} Kept saved: what the server has of it; sent: what was last on its way there */

/** The move picked per side, by id ("" is none). @type {import("@preact/signals").Signal<Record<Side, string>>} */
export const picked = signal({ main: "", minor: "" });
/** What was filled in, by `side.move.field`: picking another move and coming back loses nothing. @type {import("@preact/signals").Signal<Record<string, any>>} */
export const filled = signal({});
/** Choice per card. @type {import("@preact/signals").Signal<Record<string, string>>} */
export const chosen = signal({});
/** When the kept draft was written, if this page began with one. @type {import("@preact/signals").Signal<string | null>} */
export const kept_at = signal(null);
/** The order that the server holds as this seat's draft, as `written` writes it. */
export const saved = signal("");
/** What stood here when a newer draft came from elsewhere. @type {import("@preact/signals").Signal<Kept | null>} */
export const other = signal(null);

let place = { table: "", seat: "", round: -1 };
/** The server's order when it was last looked at. */
let held = "";
/** What is kept on this device now. */
let kept_text = "";
/** What this device has sent: the server's having it is no news. @type {Set<string>} */
const ours = new Set();
let sent = "";
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

const name = () => `order.${place.round}`;
export const is_empty = computed(() => !picked.value.main && !picked.value.minor && !Object.keys(chosen.value).length);

/** An order as one text, the same for the same order. @param {Draft} order */
export function written({ main, minor, choices }) {
  const sorted = (/** @type {Record<string, unknown>} */ of) => Object.entries(of).sort(([a], [b]) => (a < b ? -1 : 1));
  const side = (/** @type {Ordered | null} */ of) => of && [of.move, sorted(of.fields ?? {})];
  return main || minor || Object.keys(choices ?? {}).length ? JSON.stringify([side(main), side(minor), sorted(choices)]).normalize("NFC") : "";
}

/** @returns {Kept} */
const here = () => ({ picked: picked.value, filled: filled.value, chosen: chosen.value, saved: saved.value, sent });

/** @param {Kept | null | undefined} kept */
function take(kept) {
  picked.value = kept?.picked ?? { main: "", minor: "" };
  filled.value = kept?.filled ?? {};
  chosen.value = kept?.chosen ?? {};
  saved.value = kept?.saved ?? "";
  sent = kept?.sent ?? "";
  if (sent) ours.add(sent);
}

/** Begin, or go on with, the draft of this table, seat and round; a newer one of another device takes its place. @param {View} view */
export function followDraft(view) {
  const now = { table: view.table.id, seat: view.you.seat, round: view.clock.round };
  if (now.table !== place.table || now.seat !== place.seat || now.round !== place.round) {
    flushDraft();
    place = now;
    const kept = readDraft(now.table, now.seat, name());
    kept_at.value = kept?.at ?? null;
    other.value = null;
    take(kept?.value);
    held = saved.value;
    kept_text = JSON.stringify(kept?.value ?? null);
  }
  const theirs = written(view.order);
  if (theirs === held || view.order.state === "none") return;
  held = theirs;
  if (!ours.has(theirs)) {
    const mine = written(asOrder(view));
    if (mine && mine !== saved.value && mine !== theirs) other.value = here();
    fillFrom(view.order);
  }
  saved.value = theirs;
}

/** @param {Draft} order */
function fillFrom(order) {
  for (const side of /** @type {Side[]} */ (["main", "minor"])) {
    const ordered = order[side];
    picked.value = { ...picked.value, [side]: ordered?.move ?? "" };
    if (!ordered) continue;
    const rest = Object.entries(filled.value).filter(([key]) => !key.startsWith(`${side}.${ordered.move}.`));
    filled.value = Object.fromEntries([...rest, ...Object.entries(ordered.fields ?? {}).map(([field, value]) => [`${side}.${ordered.move}.${field}`, value])]);
  }
  chosen.value = { ...(order.choices ?? {}) };
}

/** Take back what a newer draft has replaced; that one can be taken back in turn. */
export function takeOther() {
  const mine = here();
  take(other.value && { ...other.value, saved: saved.value });
  other.value = mine;
}

/** *order* is on its way to the server. @param {Draft} order */
export function sending(order) {
  sent = written(order);
  ours.add(sent);
  flushDraft();
}

/** Keep *order* on the server as this seat's draft, once; only if it holds another one. @param {Draft} order */
export async function saveDraft(order) {
  const text = written(order);
  if (text === saved.value) return;
  sending(order);
  if (await sendOnce("save_draft", /** @type {any} */ (order))) saved.value = text;
}

function flushDraft() {
  clearTimeout(timer);
  if (place.round < 0) return;
  const value = is_empty.value && !Object.keys(filled.value).length ? null : here();
  const text = JSON.stringify(value);
  if (text === kept_text) return; // a tab that wrote nothing never puts its old draft over the new one of another tab
  kept_text = text;
  keepDraft(place.table, place.seat, name(), value);
}

effect(() => {
  void picked.value, filled.value, chosen.value, saved.value;
  clearTimeout(timer);
  timer = setTimeout(flushDraft, 150);
});
if (typeof addEventListener === "function") addEventListener("pagehide", flushDraft);
watchDrafts((table, seat, what, value) => {
  if (table !== place.table || seat !== place.seat || what !== name()) return;
  kept_text = JSON.stringify(value);
  take(value);
});

export function clearDraft() {
  picked.value = { main: "", minor: "" };
  filled.value = {};
  chosen.value = {};
  kept_at.value = null;
  other.value = null;
}

/** @param {Side} side @param {string} move */
export function pick(side, move) {
  picked.value = { ...picked.value, [side]: move };
}

/** @param {Side} side @param {string} move @param {string} field @param {unknown} value */
export function setField(side, move, field, value) {
  filled.value = { ...filled.value, [`${side}.${move}.${field}`]: value };
}

/** What a field holds now: what was filled in, else its default. @param {Side} side @param {string} move @param {Field} field */
export function fieldValue(side, move, field) {
  return filled.value[`${side}.${move}.${field.name}`] ?? field.default ?? null;
}

/** @param {string} card @param {string} choice */
export function choose(card, choice) {
  chosen.value = { ...chosen.value, [card]: choice };
}

/** @param {Move[]} moves @param {Side} side @returns {Move | undefined} */
export function pickedMove(moves, side) {
  return moves.find((m) => m.slot === side && m.id === picked.value[side]);
}

/** The draft as it would be sent. @param {View} view @returns {Draft} */
export function asOrder(view) {
  /** @param {Side} side @returns {Ordered | null} */
  const ordered = (side) => {
    const move = pickedMove(view.moves, side);
    if (!move) return null;
    /** @type {Record<string, unknown>} */
    const fields = {};
    for (const field of move.fields ?? []) {
      const value = fieldValue(side, move.id, field);
      if (value === null || value === "" || (Array.isArray(value) && !value.length)) continue;
      fields[field.name] = value;
    }
    return { move: move.id, fields };
  };
  const open = new Set(view.cards.filter((c) => !c.chosen && c.choices?.some((x) => x.mine)).map((c) => c.id));
  const choices = Object.fromEntries(Object.entries(chosen.value).filter(([card]) => open.has(card)));
  return { main: ordered("main"), minor: ordered("minor"), choices };
}
