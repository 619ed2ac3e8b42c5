// What becomes of a command that is not answered: the same id goes again, once at a time, and is settled once.

import assert from "node:assert/strict";
import { test } from "node:test";
import { backOff, isOver, mayGoAgain, Outbox } from "../../static/outbox.js";

const lock = { id: "a".repeat(32), type: "lock_order", data: {} };
const unlock = { id: "b".repeat(32), type: "unlock_order", data: {} };

/** @returns {{ box: Outbox, kept: () => string[] }} */
function given() {
  /** @type {string[]} */
  let kept = [];
  const box = new Outbox(null, (waiting) => (kept = waiting.map((c) => c.id)));
  return { box, kept: () => kept };
}

test("a command is kept until it is answered", () => {
  const { box, kept } = given();
  box.add(lock);
  assert.deepEqual(kept(), [lock.id]);
  box.sent(lock.id);
  assert.deepEqual(kept(), [lock.id]);
  assert.equal(box.settle(lock.id), true);
  assert.deepEqual(kept(), []);
});

test("one command is under way at a time, in the order they were pressed", () => {
  const { box } = given();
  box.add(lock);
  box.add(unlock);
  assert.equal(box.next()?.id, lock.id);
  box.sent(lock.id);
  assert.equal(box.next(), null);
  box.settle(lock.id);
  assert.equal(box.next()?.id, unlock.id);
});

test("after a time-out or a lost connection the same id goes again", () => {
  const { box } = given();
  box.add(lock);
  box.sent(lock.id);
  box.lost();
  assert.equal(box.next()?.id, lock.id);
});

test("a second answer to the same id settles nothing", () => {
  const { box } = given();
  box.add(lock);
  box.sent(lock.id);
  assert.equal(box.settle(lock.id), true);
  assert.equal(box.settle(lock.id), false);
});

test("what an earlier page left unanswered is sent again with its id", () => {
  const box = new Outbox([lock], () => {});
  assert.equal(box.next()?.id, lock.id);
});

test("something that is not a list of commands is as nothing", () => {
  const box = new Outbox(/** @type {any} */ ({ odd: 1 }), () => {});
  assert.equal(box.next(), null);
});

test("busy, conflict, draining, rate and storage settle nothing; a refusal does", () => {
  for (const code of ["busy", "conflict", "draining", "rate", "storage", "unavailable"]) assert.equal(mayGoAgain(code), true, code);
  for (const code of ["refused", "seat_lost", "bad_message", "internal", undefined]) assert.equal(mayGoAgain(code), false, String(code));
});

test("only a lost seat and a table that is gone are the end; anything else may be over soon", () => {
  for (const code of ["closed", "no_table", "seat_lost"]) assert.equal(isOver(code), true, code);
  for (const code of ["rate", "busy", "draining", "unavailable", "internal", "again", undefined]) assert.equal(isOver(code), false, String(code));
});

test("reconnecting waits with full jitter: at most 1.5 s in the first 30 s, then at most 30 s", () => {
  assert.equal(backOff(0, 0, 1), 500);
  assert.equal(backOff(1, 500, 1), 1000);
  assert.equal(backOff(5, 20_000, 1), 1500);
  assert.equal(backOff(20, 60_000, 1), 30_000);
  assert.equal(backOff(20, 60_000, 0), 0);
  assert.equal(backOff(2000, 60_000, 0.5), 15_000);
});
