// Keeping one view current: whole views are taken, parts are put in their place, a hole is noticed. Nothing is folded here.

/** @import { Page, View } from "./types.js" */
/** @typedef {{ view: View | null, epoch: string | null, place: number }} Shown */

/** Before anything was shown. @returns {Shown} */
export function nothing() {
  return { view: null, epoch: null, place: 0 };
}

/**
 * A whole view. One that is older than what is shown, of the same epoch, changes nothing.
 * @param {Shown} shown @param {{ epoch: string, place: number, snapshot: View }} whole @returns {Shown}
 */
export function takeWhole(shown, { epoch, place, snapshot }) {
  if (shown.view && shown.epoch === epoch && place < shown.place) return shown;
  return { view: snapshot, epoch, place };
}

/**
 * A page of what was told. Taken only if it begins right after what is shown; told already: nothing changes;
 * a hole, another epoch or no view yet: null, and the caller asks for the view again.
 * @param {Shown} shown @param {Page} page @returns {Shown | null}
 */
export function takePage(shown, page) {
  if (!shown.view || page.epoch !== shown.epoch) return null;
  if (page.to <= shown.place) return shown;
  if (page.from !== shown.place + 1) return null;
  const view = { ...shown.view, ...page.parts };
  return { view, epoch: shown.epoch, place: Math.max(shown.place, page.to) };
}
