// How much of a text fits. Nothing that somebody wrote is ever cut: it is counted, and kept where it is until it fits.

/** The longest text of a message, a reason, a field: game/limits.py, TEXT. */
export const TEXT = 2000;
/** The longest headline: HEADLINE. */
export const HEADLINE = 200;
/** The longest question to the statute desk: QUESTION. */
export const QUESTION = 500;

/** Characters as the server counts them. @param {string} text */
export function lengthOf(text) {
  return [...text.normalize("NFC")].length;
}

/** The length of the first text in *value* that no message may hold, else 0. @param {unknown} value @returns {number} */
export function tooLong(value) {
  if (typeof value === "string") return lengthOf(value) > TEXT ? lengthOf(value) : 0;
  if (value === null || typeof value !== "object") return 0;
  for (const inner of Object.values(value)) {
    const found = tooLong(inner);
    if (found) return found;
  }
  return 0;
}
