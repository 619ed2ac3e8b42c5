// Reads cases of {start, pages, view} and follows each with the page's own code; answers 1 naming the first that differs.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { nothing, takePage, takeWhole } from "../../static/follow.js";

for (const { seat, start, pages, view } of JSON.parse(readFileSync(process.argv[2], "utf8"))) {
  let shown = takeWhole(nothing(), start);
  for (const page of pages) {
    const next = takePage(shown, page);
    assert.ok(next, `${seat}: a hole before ${page.from}`);
    shown = next;
  }
  assert.deepEqual(shown.view, view, seat);
}
