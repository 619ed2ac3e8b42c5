// What a ruling would have been under another reading of the text. Asked when somebody opens it, never kept in the view.

import { call } from "./calls.js";
import { verdictText } from "./looks.js";
import { t } from "./words.js";

/** @import { OtherReading, Otherwise } from "./types.js" */

let address = "";
let pass = "";
let query = () => "";

/** Where and as whom to ask; a page says so once. @param {string} table @param {string} with_pass @param {() => string} [at] the moment and the viewpoint, for looking back */
export function askAt(table, with_pass, at = () => "") {
  address = `/api/otherwise/${encodeURIComponent(table)}`;
  pass = with_pass;
  query = at;
}

/** The ruling *no* under the other readings; null if that cannot be had now. @param {number} no @returns {Promise<Otherwise | null>} */
export async function otherwise(no) {
  const answer = await call(`${address}/${no}${query()}`, { pass });
  return answer.ok ? answer.body : null;
}

/**
 * What is said of one question: a line for each reading that would rule otherwise, or one that none would.
 * @param {OtherReading[]} readings @param {string} question @returns {{ text: string, cites: string[] }[]}
 */
export function linesOf(readings, question) {
  const mine = readings.filter((r) => r.question === question);
  const other = mine.filter((r) => r.differs);
  if (other.length) return other.map((r) => ({ text: t("ruling.otherwise", { reading: r.text, verdict: verdictText(r, r.mark).toLowerCase(), reason: r.reason }), cites: r.decisive }));
  return mine.length ? [{ text: t("ruling.same", { n: mine.length }), cites: [] }] : [];
}
