// One clock: the server's. The page keeps only how far its own clock is from it.
// The in-game date is not a clock and does not belong here.

let offset_ms = 0;

/** A server time (ISO text, or seconds or milliseconds since 1970) in milliseconds, or null. @param {unknown} now */
export function readTime(now) {
  if (typeof now === "number" && Number.isFinite(now)) return now < 1e11 ? now * 1000 : now;
  if (typeof now !== "string") return null;
  const ms = Date.parse(now);
  return Number.isNaN(ms) ? null : ms;
}

/**
 * Learn the server's time from an answer. *asked_ms* and *answered_ms* are this machine's clock around the question:
 * the server looked at its clock somewhere between, so the middle is the best guess.
 * @param {unknown} now @param {number} asked_ms @param {number} answered_ms
 */
export function learn(now, asked_ms, answered_ms) {
  const server_ms = readTime(now);
  if (server_ms !== null) offset_ms = server_ms - (asked_ms + answered_ms) / 2;
}

/** The server's time now, in milliseconds. @param {number} [own_ms] */
export function serverNow(own_ms = Date.now()) {
  return own_ms + offset_ms;
}

/** Whole seconds until *ends_at*, never below 0; null if there is no end. @param {unknown} ends_at @param {number} [own_ms] */
export function secondsLeft(ends_at, own_ms = Date.now()) {
  const end_ms = readTime(ends_at);
  return end_ms === null ? null : Math.max(0, Math.ceil((end_ms - serverNow(own_ms)) / 1000));
}

/** Seconds as `3:07`. @param {number} seconds */
export function minutesText(seconds) {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** Moments at which the time left is spoken. */
const SPOKEN = [300, 60, 30, 10];

/**
 * The mark passed between two looks at the clock, if any: 300, 60, 30, 10 or 0 (the bell).
 * @param {number} before @param {number} now seconds left
 */
export function markPassed(before, now) {
  if (before > 0 && now === 0) return 0;
  return SPOKEN.filter((mark) => before > mark && now <= mark).pop() ?? null;
}
