// Which of the nine looks and which words a ruling has. The words of the law are the server's; nothing is judged here.

import { t, word } from "./words.js";

/** @import { Ruled, RulingView, Slot } from "./types.js" */

/** @param {Ruled} ruling @returns {Slot} */
export function slotOf(ruling) {
  if (ruling.consequence === "breach") return "breach";
  const looks = { lawful: "ok", unlawful: "no", defective: "cure", not_applicable: "none", undetermined: "open" };
  return /** @type {Slot} */ (looks[/** @type {keyof typeof looks} */ (ruling.verdict)] ?? "none");
}

/**
 * The verdict in words; of a claim the answer to it, for to claim is lawful whether or not it is so.
 * @param {{ verdict: string, consequence?: string }} ruling @param {string | null} [mark]
 */
export function verdictText({ verdict, consequence }, mark) {
  if (mark === "upheld" || mark === "not in breach") return word("mark", mark);
  return consequence === "breach" ? t("verdict.breach") : word("verdict", verdict);
}

/** Steps in all, of a proof that is open. @param {{ steps?: any[] }[]} proof @returns {number} */
export function countSteps(proof) {
  return proof.reduce((sum, step) => sum + 1 + countSteps(step.steps ?? []), 0);
}

/** Whether a step, or one below it, decided. @param {{ decisive?: boolean, steps?: any[] }} step @returns {boolean} */
export function decided(step) {
  return step.decisive === true || (step.steps ?? []).some(decided);
}

/** The sentence spoken for a new ruling. @param {RulingView} ruling */
export function spoken(ruling) {
  return `${verdictText(ruling.overridden ?? ruling.ruling, ruling.overridden ? null : ruling.mark)}: ${ruling.sentence}`;
}
