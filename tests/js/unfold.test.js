// A proof put together from the law's words and the ruling's values.

import assert from "node:assert/strict";
import { test } from "node:test";
import { shapeOf, unfold } from "../../static/unfold.js";

const SHAPE = {
  tops: [0, 3],
  steps: [
    ["Power", "A 1", "norm", null, [1, 2]],
    ["reached", "A 1(a)", "leaf", "reach", []],
    ["certified", "A 1(b)", "leaf", "elements", []],
    ["Bar", "A 2", "norm", "bar", [2]],
  ],
};
const VALUES = { holds: "nyn?", decisive: [0, 2], told: [[2, "no", "this act"]] };

test("each step has its words, its value and its place under what relies on it", () => {
  const [power, bar] = unfold(SHAPE, VALUES);
  assert.deepEqual([power.label, power.holds, power.decisive, power.value], ["Power", false, true, null]);
  assert.deepEqual(power.steps.map((s) => [s.label, s.holds, s.decisive, s.value, s.source]), [
    ["reached", true, false, null, null],
    ["certified", false, true, "no", "this act"],
  ]);
  assert.equal(bar.holds, null);
  assert.equal(bar.steps[0].label, "certified");
});

test("a law's words are fetched once, and again after a fetch that failed", async () => {
  const asked = [];
  let up = false;
  globalThis.fetch = async (path) => {
    asked.push(path);
    if (!up) throw new TypeError("offline");
    return { ok: true, status: 200, json: async () => SHAPE };
  };
  assert.equal(await shapeOf("abc", "impose"), null);
  up = true;
  assert.deepEqual(await shapeOf("abc", "impose"), SHAPE);
  assert.deepEqual(await shapeOf("abc", "impose"), SHAPE);
  assert.deepEqual(asked, ["/api/law/abc/impose", "/api/law/abc/impose"]);
});
