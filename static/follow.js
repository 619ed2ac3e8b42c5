// Keeping one view current: whole views are taken, parts are put in their place, a hole is noticed. Nothing is folded here.

/** @import { Page, View } from "./types.js" */
/** @typedef {{ view: View | null, epoch: string | null, place: number }} Shown */

/** The lists that only grow, and what numbers their items: a page carries the new and the changed ones, the rest stays. @type {Record<string, string>} */
const NUMBER = { revealed: "place", choices_made: "place", rulings: "no", messages: "place", headlines: "round", log: "place" };

/** Before anything was shown. @returns {Shown} */
export function nothing() {
  return { view: null, epoch: null, place: 0 };
}

/** *view* with *parts* put in: an item takes the place of the one of its number, any other part that of the old. @param {any} view @param {any} parts @returns {any} */
function put(view, parts) {
  const next = { ...view, ...parts };
  for (const [name, number] of Object.entries(NUMBER)) {
    if (!parts[name] || !view[name]?.length) continue;
    const items = new Map([...view[name], ...parts[name]].map((item) => [item[number], item]));
    next[name] = [...items.values()].sort((a, b) => a[number] - b[number]);
  }
  return next;
}

/**
 * A view from the beginning; with `more`, its lists go on in the pages after it. One that is older than what is shown,
 * of the same epoch, changes nothing.
 * @param {Shown} shown @param {{ epoch: string, place: number, snapshot: View, more?: boolean }} whole @returns {Shown}
 */
export function takeWhole(shown, { epoch, place, snapshot, more = false }) {
  if (shown.view && shown.epoch === epoch && place < shown.place && !more) return shown;
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
  return { view: put(shown.view, page.parts), epoch: shown.epoch, place: page.to };
}
