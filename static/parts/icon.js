// Inline icons (24 px grid, 2 px strokes), the verdict badge, and the label that says who can see something.

import { html } from "./html.js";

/** @import { Slot } from "../types.js" */

/** @type {Record<string, string[]>} */
const PATHS = {
  ok: ["M4 12.5l5 5L20 6.5"],
  must: ["M12 3a9 9 0 100 18 9 9 0 000-18z", "M12 7v5l3.5 2.5"],
  no: ["M5 5l14 14", "M19 5L5 19"],
  breach: ["M12 3a9 9 0 100 18 9 9 0 000-18z", "M8.5 8.5l7 7", "M15.5 8.5l-7 7"],
  cure: ["M12 3a9 9 0 100 18 9 9 0 000-18z", "M12 3v18a9 9 0 010-18z fill"],
  open: ["M8 8.5a4 4 0 117 2.6c-1.5 1.3-3 1.9-3 3.9", "M12 19.5v.01"],
  none: ["M5 12h14"],
  changed: ["M12 3l8 9-8 9-8-9z"],
  wait: ["M5 12v.01", "M12 12v.01", "M19 12v.01"],
  eye: ["M2 12s3.5-6 10-6 10 6 10 6-3.5 6-10 6-10-6-10-6z", "M12 9.5a2.5 2.5 0 100 5 2.5 2.5 0 000-5z"],
  lock: ["M6 11h12v9H6z", "M8.5 11V8a3.5 3.5 0 017 0v3"],
  first: ["M6 5v14", "M19 5l-9 7 9 7z"],
  back: ["M16 5l-9 7 9 7z"],
  on: ["M8 5l9 7-9 7z"],
  last: ["M18 5v14", "M5 5l9 7-9 7z"],
};

/** @param {{ name: string }} props */
export function Icon({ name }) {
  return html`<svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">${(PATHS[name] ?? PATHS.none).map((d) => html`<path key=${d} d=${d.replace(" fill", "")} class=${d.endsWith(" fill") ? "fill" : undefined} />`)}</svg>`;
}

/** A verdict: icon and word in the colour of its look. @param {{ v: Slot, word: string }} props */
export function Badge({ v, word }) {
  return html`<span class="badge" data-v=${v}><${Icon} name=${v} />${word}</span>`;
}

/** Who can see this, in words. @param {{ text?: string | null }} props */
export function Audience({ text }) {
  return text ? html`<span class="audience"><${Icon} name="eye" />${text}</span>` : null;
}
