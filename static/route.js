// Which part of the table the address names: #/order, #/rulings, #/law/CITE, #/talk, #/table, #/ruling/14, #/order/cards.
// Also where the reader came from, so that "Back to ruling 14" leads to the very chip.

import { signal } from "@preact/signals";

/** @typedef {{ view: string, cite: string | null, ruling: number | null, part: string | null }} Route part: the id of a section in the view */

export const VIEWS = ["order", "rulings", "law", "talk", "table"];

/** @param {string} hash @returns {Route} */
export function readRoute(hash) {
  const [, view = "", rest = ""] = /^#\/([a-z]+)(?:\/(.+))?$/.exec(hash) ?? [];
  const nothing = { cite: null, ruling: null, part: null };
  if (view === "ruling") return { ...nothing, view: "rulings", ruling: Number(rest) };
  if (!VIEWS.includes(view)) return { ...nothing, view: "order" };
  return view === "law" && rest ? { ...nothing, view, cite: decodeURIComponent(rest) } : { ...nothing, view, part: rest || null };
}

export const route = signal(readRoute(typeof location === "undefined" ? "" : location.hash));
/** The citation chip that was pressed, and the ruling it stands in. @type {import("@preact/signals").Signal<{ chip: string, no: number | null, hash: string } | null>} */
export const came_from = signal(null);

/** The chip to go back to, while the address changes. @type {string | null} */
let returning = null;

/** Once what changed has been drawn. @param {() => void} then */
export const afterDrawing = (then) => requestAnimationFrame(() => requestAnimationFrame(then));

const show = () => {
  document.documentElement.dataset.view = route.value.view;
};

/** On phones, show another view, without moving focus. @param {string} view */
export function showView(view) {
  if (route.value.view === view) return;
  history.replaceState(null, "", `#/${view}`);
  route.value = readRoute(location.hash);
  show();
}

/** @param {() => void} moved called after the address changed and the page was drawn */
export function watchRoute(moved) {
  show();
  addEventListener("hashchange", () => {
    route.value = readRoute(location.hash);
    show();
    const chip = returning;
    returning = null;
    afterDrawing(chip ? () => focusOn(chip) : moved);
  });
}

/** Move focus to the element, made focusable if it is not; scrolls only as far as needed. @param {string} id @param {ScrollLogicalPosition} [block] */
export function focusOn(id, block = "nearest") {
  const element = document.getElementById(id);
  if (!element) return;
  if (element.tabIndex < 0 && !element.hasAttribute("tabindex")) element.setAttribute("tabindex", "-1");
  element.focus({ preventScroll: true });
  element.scrollIntoView({ block });
}

/** Back to the chip that led here. */
export function goBack() {
  const from = came_from.value;
  if (!from) return;
  came_from.value = null;
  const there = from.hash || "#/order";
  if (location.hash === there) {
    focusOn(from.chip);
    return;
  }
  returning = from.chip; // the change of address leads to the chip, not to its view's heading
  location.hash = there;
}
