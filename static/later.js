// Parts that not every moment needs are fetched when a view first needs them, so that a page begins with less. A view waits a little
// for its parts, so that nothing comes piece by piece or jumps; a part that does not come says so, with a way to try again.

import { effect, signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { alarm } from "./announce.js";
import { html } from "./parts/html.js";
import { t } from "./words.js";

/** @import { ReadonlySignal } from "@preact/signals" */
/** @import { View } from "./types.js" */

/** Longer than this no view waits; what comes afterwards is drawn when it comes. */
const PATIENCE_MS = 1000;

/** @type {{ part: unknown, wanted: (view: View) => unknown, get: () => Promise<unknown> | null }[]} */
const parts = [];

/**
 * A part that is fetched when it is first drawn, or when a view comes that needs it. With `view` among its props it is drawn only if
 * that view needs it.
 * @template {(props: any) => any} Part @param {() => Promise<Part>} fetch @param {(view: View) => unknown} [needs]
 * @returns {Part}
 */
export function later(fetch, needs = () => false) {
  /** @type {any} */
  let part = null;
  let failed = false;
  /** @type {Promise<void> | null} */
  let coming = null;
  const come = () => (coming ??= fetch().then(
    (got) => void ([part, failed] = [got, false]),
    () => void ([coming, failed] = [null, true]),
  ));

  /** @param {any} props */
  function Later(props) {
    const [, drawAgain] = useState(0);
    const wanted = !props.view || needs(props.view);
    const get = () =>
      come().then(() => {
        if (!part) alarm(t("later.failed"));
        drawAgain((n) => n + 1);
      });
    useEffect(() => {
      if (wanted && !part) get();
    }, [Boolean(wanted)]);
    if (!wanted) return null;
    if (part) return html`<${part} ...${props} />`;
    return failed && html`<p class="fault later">${t("later.failed")} <button type="button" class="small" onClick=${get}>${t("later.again")}</button></p>`;
  }
  parts.push({ part: Later, wanted: needs, get: () => (part || failed ? null : come()) });
  return /** @type {Part} */ (Later);
}

/**
 * The newest of *views* that has its parts.
 * @param {ReadonlySignal<View | null>} views @param {unknown[]} [only] the parts this page draws, if not every one that a view needs
 * @returns {ReadonlySignal<View | null>}
 */
export function withParts(views, only) {
  const shown = signal(/** @type {View | null} */ (null));
  effect(() => {
    const view = views.value;
    const coming = view ? parts.filter((p) => (!only || only.includes(p.part)) && p.wanted(view)).map((p) => p.get()).filter(Boolean) : [];
    if (!coming.length) shown.value = view;
    else Promise.race([Promise.all(coming), new Promise((enough) => setTimeout(enough, PATIENCE_MS))]).then(() => (shown.value = views.value));
  });
  return shown;
}
