// Asking what the law would say of a draft: 250 ms after the last change, at once on leaving a field, numbered, never while
// disconnected. An answer to anything but the newest question is dropped (wire.preview sees to it).

import { signal } from "@preact/signals";
import { announce } from "./announce.js";
import { slotOf } from "./looks.js";
import { t, word } from "./words.js";
import { maySend, preview } from "./wire.js";

/** @import { Draft, FieldFault, Preruling, Slot } from "./types.js" */

const WAIT_MS = 250;

/** The newest answer: per side what the law would say; "slow" if it did not come in time. @type {import("@preact/signals").Signal<Preruling[] | "slow" | "offline" | null>} */
export const answer = signal(null);
/** Whether a newer question is under way than the answer shown. */
export const checking = signal(false);

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
let asked = "";
let said = "";
let nth = 0;

/** @param {Preruling} p @returns {Slot | null} */
export function preSlot(p) {
  return p.v ?? (p.ruling ? slotOf(p.ruling) : null);
}

/** @returns {FieldFault[]} faults of one side @param {string} side */
export function faultsOf(side) {
  return Array.isArray(answer.value) ? (answer.value.find((p) => p.slot === side)?.fields_missing ?? []) : [];
}

/** The one sentence for a pre-ruling. @param {Preruling} p */
export function preText(p) {
  if (p.fields_missing?.length) return t("pre.fill", { n: p.fields_missing.length });
  if (!p.ruling) return t("pre.no_ruling");
  return word("pre", p.mark === "upheld" || p.mark === "not in breach" ? p.mark : (preSlot(p) ?? "none"));
}

/** The draft changed. @param {Draft} draft @param {boolean} [at_once] */
export function check(draft, at_once = false) {
  const text = JSON.stringify(draft);
  clearTimeout(timer);
  if (!draft.main && !draft.minor) {
    asked = text;
    nth += 1;
    answer.value = null;
    checking.value = false;
    return;
  }
  if (text === asked && answer.value !== "offline") return;
  if (at_once) ask(draft, text);
  else timer = setTimeout(ask, WAIT_MS, draft, text);
}

/** Ask again although the draft is the same: the law or the facts may have changed. @param {Draft} draft */
export function checkAgain(draft) {
  asked = "";
  check(draft);
}

/** @param {Draft} draft @param {string} text @returns {Promise<void>} */
async function ask(draft, text) {
  clearTimeout(timer);
  asked = text;
  nth += 1;
  const mine = nth;
  if (!maySend()) {
    answer.value = "offline";
    checking.value = false;
    return;
  }
  checking.value = true;
  const got = await preview(draft);
  if (mine !== nth) return;
  checking.value = false;
  if (got === null) return;
  answer.value = got;
  const sentence = got === "slow" ? t("pre.slow") : got.filter((p) => p.ruling || p.fields_missing?.length).map((p) => `${word("pre", `for_${p.slot}`)}: ${preText(p)}`).join(". ");
  if (sentence && sentence !== said) announce(sentence);
  said = sentence;
}

/** Make sure *draft* itself has been asked about, for pressing Lock; resolves when answered. @param {Draft} draft */
export async function settle(draft) {
  const text = JSON.stringify(draft);
  if ((draft.main || draft.minor) && (text !== asked || checking.value)) await ask(draft, text);
}
