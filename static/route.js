// Which part of the table the address names: #/order, #/rulings, #/law/CITE, #/talk, #/table, #/ruling/14.
// Also where the reader came from, so that "Back to ruling 14" leads to the very chip.

import { signal } from "@preact/signals";

/** @typedef {{ view: string, cite: string | null, ruling: number | null }} Route */

export const VIEWS = ["order", "rulings", "law", "talk", "table"];

/** @param {string} hash @returns {Route} */
export function readRoute(hash) {
  const [, view = "", rest = ""] = /^#\/([a-z]+)(?:\/(.+))?$/.exec(hash) ?? [];
  if (view === "ruling") return { view: "rulings", cite: null, ruling: Number(rest) };
  if (!VIEWS.includes(view)) return { view: "order", cite: null, ruling: null };
  return { view, cite: view === "law" && rest ? decodeURIComponent(rest) : null, ruling: null };
}

export const route = signal(readRoute(typeof location === "undefined" ? "" : location.hash));
/** The citation chip that was pressed, and the ruling it stands in. @type {import("@preact/signals").Signal<{ chip: string, no: number | null, hash: string } | null>} */
export const came_from = signal(null);

/** @param {() => void} moved called after the address changed and the page was drawn */
export function watchRoute(moved) {
  const set = () => {
    document.documentElement.dataset.view = route.value.view;
  };
  set();
  addEventListener("hashchange", () => {
    route.value = readRoute(location.hash);
    set();
    requestAnimationFrame(() => requestAnimationFrame(moved));
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
  if (location.hash !== from.hash) location.hash = from.hash || "#/order";
  requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(() => focusOn(from.chip))));
}
