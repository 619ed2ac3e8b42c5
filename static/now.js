// Where what is needed now is read or done, and the way there: by a link that moves focus, or, when a phase begins, by bringing
// it into view. The latter moves no focus, and nothing at all under somebody who is writing or has a dialog open.

import { afterDrawing, route, showView } from "./route.js";

/** @import { View } from "./types.js" */
/** @typedef {{ view: string, part: string }} Where view: on phones, the one it is in; part: the id of its section */

/** Where to look now; null if there is nothing to look at yet. @param {View} view @returns {Where | null} */
export function whereNow({ table, clock, you, revealed, headlines, needed, bills, waiting }) {
  if (table.status === "closed") return { view: "order", part: "outcome" };
  switch (clock.phase) {
    case "situation":
      return { view: "order", part: "cards" };
    case "back_channel":
      return { view: "talk", part: "talk" };
    case "orders":
      return you.kind === "seat" ? { view: "order", part: "order" } : null;
    case "argument":
      return { view: "order", part: "arguments" };
    case "reveal":
      if (bills.some((b) => b.mine && !b.answer)) return { view: "rulings", part: "bills-open" };
      if (you.kind === "seat" && waiting.length) return { view: "rulings", part: "findings" };
      return { view: "rulings", part: revealed.some((r) => r.round === clock.round) ? "reveal" : "rulings" };
    case "effects":
      return { view: "table", part: "tracks" };
    case "headline":
      return headlines.length || needed.mine ? { view: "table", part: "headlines" } : null;
    default:
      return null;
  }
}

/** The address of a place. @param {Where} where */
export const addressOf = ({ view, part }) => `#/${view}/${part}`;

function writing() {
  const at = document.activeElement;
  return document.querySelector("dialog[open]") !== null || Boolean(at?.matches("textarea, select, input:not([type=checkbox], [type=radio])"));
}

/** A phase began: what is new comes into view. Who reads the law or talks on a phone stays there. @param {Where | null} where */
export function bring(where) {
  if (!where || where.view === "talk" || writing()) return;
  if (!["law", "talk"].includes(route.value.view)) showView(where.view);
  afterDrawing(() => {
    const part = document.getElementById(where.part);
    const beside = part?.closest(".side") && matchMedia("(min-width: 48rem)").matches; // then it stands under what is needed now
    (beside ? document.getElementById("needed") : part)?.scrollIntoView({ block: "start" });
  });
}
