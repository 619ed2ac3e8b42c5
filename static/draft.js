// The order as it is being written: signals of its own, so that a new view can never change an input; kept on this device.

import { computed, effect, signal } from "@preact/signals";
import { keepDraft, readDraft } from "./keep.js";

/** @import { Draft, Field, Move, Ordered, View } from "./types.js" */
/** @typedef {"main" | "minor"} Side */

/** The move picked per side, by id ("" is none). @type {import("@preact/signals").Signal<Record<Side, string>>} */
export const picked = signal({ main: "", minor: "" });
/** What was filled in, by `side.move.field`: picking another move and coming back loses nothing. @type {import("@preact/signals").Signal<Record<string, any>>} */
export const filled = signal({});
/** Choice per card. @type {import("@preact/signals").Signal<Record<string, string>>} */
export const chosen = signal({});
/** When the kept draft was written, if this page began with one. @type {import("@preact/signals").Signal<string | null>} */
export const kept_at = signal(null);

let place = { table: "", seat: "", round: -1 };
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

const name = () => `order.${place.round}`;
export const is_empty = computed(() => !picked.value.main && !picked.value.minor && !Object.keys(chosen.value).length);

/** Begin, or go on with, the draft of this table, seat and round. A locked order fills an empty draft. @param {View} view */
export function beginDraft(view) {
  const now = { table: view.table.id, seat: view.you.seat, round: view.clock.round };
  if (now.table === place.table && now.seat === place.seat && now.round === place.round) return;
  flushDraft();
  place = now;
  const kept = readDraft(now.table, now.seat, name());
  kept_at.value = kept?.at ?? null;
  picked.value = kept?.value.picked ?? { main: "", minor: "" };
  filled.value = kept?.value.filled ?? {};
  chosen.value = kept?.value.chosen ?? {};
  if (!kept && (view.order.main || view.order.minor || Object.keys(view.order.choices ?? {}).length)) fillFrom(view);
}

/** @param {View} view */
function fillFrom({ order }) {
  for (const side of /** @type {Side[]} */ (["main", "minor"])) {
    const ordered = order[side];
    if (!ordered) continue;
    picked.value = { ...picked.value, [side]: ordered.move };
    for (const [field, value] of Object.entries(ordered.fields ?? {})) setField(side, ordered.move, field, value);
  }
  chosen.value = { ...(order.choices ?? {}) };
}

function flushDraft() {
  clearTimeout(timer);
  if (place.round < 0) return;
  keepDraft(place.table, place.seat, name(), is_empty.value && !Object.keys(filled.value).length ? null : { picked: picked.value, filled: filled.value, chosen: chosen.value });
}

effect(() => {
  void picked.value, filled.value, chosen.value;
  clearTimeout(timer);
  timer = setTimeout(flushDraft, 150);
});
if (typeof addEventListener === "function") addEventListener("pagehide", flushDraft);

export function clearDraft() {
  picked.value = { main: "", minor: "" };
  filled.value = {};
  chosen.value = {};
  kept_at.value = null;
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
