// Keeping a view current: told is applied only if it begins right after what is shown; a hole asks again.

import assert from "node:assert/strict";
import { test } from "node:test";
import { nothing, takePage, takeWhole } from "../../static/follow.js";

/** @param {number} place @param {string} title @returns {any} */
const whole = (place, title) => ({ epoch: "e", place, snapshot: { table: { title }, log: [] } });
/** @param {number} from @param {number} to @param {object} parts @returns {any} */
const page = (from, to, parts = {}) => ({ table: "t", epoch: "e", from, to, events: [], parts });
const shown = takeWhole(nothing(), whole(5, "a"));

test("a whole view is taken", () => {
  assert.equal(shown.place, 5);
  assert.equal(shown.view?.table.title, "a");
});

test("a view older than the one shown is dropped, one of another epoch is taken", () => {
  assert.equal(takeWhole(shown, whole(4, "old")), shown);
  assert.equal(takeWhole(shown, { ...whole(1, "restored"), epoch: "f" }).view?.table.title, "restored");
});

test("a page right after what is shown puts its parts in place", () => {
  const next = takePage(shown, page(6, 8, { table: { title: "b" } }));
  assert.equal(next?.place, 8);
  assert.equal(next?.view?.table.title, "b");
  assert.deepEqual(next?.view?.log, []);
  assert.equal(shown.view?.table.title, "a");
});

test("a hole, another epoch or no view yet: ask for the view again", () => {
  assert.equal(takePage(shown, page(7, 8)), null);
  assert.equal(takePage(shown, { ...page(6, 6), epoch: "f" }), null);
  assert.equal(takePage(nothing(), page(1, 1)), null);
});

test("what was told already, and nothing new, change nothing", () => {
  assert.equal(takePage(shown, page(4, 5, { table: { title: "twice" } })), shown);
  assert.equal(takePage(shown, page(6, 5)), shown);
});

test("a page that overlaps what is shown is not applied twice", () => {
  assert.equal(takePage(shown, page(5, 6)), null);
});

test("lists that grow get what is new, and what has changed in its place", () => {
  const before = takeWhole(nothing(), { epoch: "e", place: 5, snapshot: /** @type {any} */ ({ rulings: [{ no: 1, v: "a" }, { no: 2, v: "b" }], log: [], seats: [1, 2] }) });
  const next = takePage(before, page(6, 6, { rulings: [{ no: 3, v: "c" }, { no: 1, v: "A" }], log: [{ place: 6 }], seats: [3] }));
  assert.deepEqual(next?.view, { rulings: [{ no: 1, v: "A" }, { no: 2, v: "b" }, { no: 3, v: "c" }], log: [{ place: 6 }], seats: [3] });
  assert.deepEqual(before.view?.rulings.map((/** @type {any} */ r) => r.v), ["a", "b"]);
});

test("a view that goes on in pages begins anew, also before the place that was shown", () => {
  const first = takeWhole(shown, { ...whole(2, "long"), more: true });
  assert.equal(first.place, 2);
  assert.equal(takePage(first, page(3, 9))?.place, 9);
});
