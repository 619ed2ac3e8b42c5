// One clock: the server's time from the middle of an answer, seconds left, and when they are spoken.

import assert from "node:assert/strict";
import { test } from "node:test";
import { learn, markPassed, minutesText, readTime, secondsLeft, serverNow } from "../../static/clock.js";

test("a server time is read from ISO text, seconds or milliseconds", () => {
  assert.equal(readTime("2026-01-01T00:00:00.000Z"), 1767225600000);
  assert.equal(readTime(1767225600), 1767225600000);
  assert.equal(readTime(1767225600000), 1767225600000);
  assert.equal(readTime("soon"), null);
  assert.equal(readTime(undefined), null);
});

test("the server's clock is taken from the middle of question and answer", () => {
  learn(1_000_000_010_000, 1_000_000_000_000, 1_000_000_000_200);
  assert.equal(serverNow(1_000_000_000_100), 1_000_000_010_000);
  assert.equal(secondsLeft(new Date(1_000_000_020_000).toISOString(), 1_000_000_000_100), 10);
  learn(null, 5, 6);
  assert.equal(serverNow(1_000_000_000_100), 1_000_000_010_000);
});

test("no time is left after the end, and none is shown without an end", () => {
  assert.equal(secondsLeft(new Date(1_000_000_000_000).toISOString(), 1_000_000_000_000), 0);
  assert.equal(secondsLeft(null), null);
});

test("time is shown as minutes and two digits of seconds", () => {
  assert.equal(minutesText(187), "3:07");
  assert.equal(minutesText(0), "0:00");
});

test("time is spoken at 5 min, 1 min, 30 s, 10 s and at the bell, and not in between", () => {
  assert.equal(markPassed(301, 300), 300);
  assert.equal(markPassed(61, 60), 60);
  assert.equal(markPassed(31, 29), 30);
  assert.equal(markPassed(11, 10), 10);
  assert.equal(markPassed(1, 0), 0);
  assert.equal(markPassed(0, 0), null);
  assert.equal(markPassed(200, 199), null);
  assert.equal(markPassed(400, 20), 30);
});
