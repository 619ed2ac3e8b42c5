// Commands on their way: each waits for its answer and keeps its id until then. No socket and no page belong here.
// One is under way at a time, so that "unlock" can never overtake "lock".

/** @typedef {{ id: string, type: string, data: Record<string, unknown> }} Command */

/** Answers that settle nothing: the server could not take the command now; the same id goes again. */
const AGAIN = new Set(["busy", "conflict", "draining", "rate", "storage", "unavailable"]);

/** Whether *code* asks for the same command again rather than telling its end. @param {string | undefined} code */
export function mayGoAgain(code) {
  return code !== undefined && AGAIN.has(code);
}

/** Answers after which a page has nothing to wait for. Any other refusal may be over soon. */
const OVER = new Set(["closed", "no_table", "seat_lost"]);

/** Whether *code* says that this page's pass is good for nothing any more. @param {string | undefined} code */
export function isOver(code) {
  return code !== undefined && OVER.has(code);
}

export class Outbox {
  /**
   * @param {Command[] | null} kept what an earlier page of this tab had not seen answered
   * @param {(waiting: Command[]) => void} keep called at every change with what still waits
   */
  constructor(kept, keep) {
    /** @type {Command[]} */
    this.waiting = Array.isArray(kept) ? kept : [];
    this.keep = keep;
    /** @type {string | null} */
    this.under_way = null;
  }

  /** @param {Command} command */
  add(command) {
    this.waiting = [...this.waiting, command];
    this.keep(this.waiting);
  }

  /** The command to send now, or null: nothing waits, or one is under way. @returns {Command | null} */
  next() {
    return this.under_way === null ? (this.waiting[0] ?? null) : null;
  }

  /** @param {string} id */
  sent(id) {
    this.under_way = id;
  }

  /** No answer in time, or the connection went: the same id may go again. */
  lost() {
    this.under_way = null;
  }

  /** An answer came: it is settled, whatever it says. @param {string} id @returns {boolean} false if it was settled before */
  settle(id) {
    if (this.under_way === id) this.under_way = null;
    const before = this.waiting.length;
    this.waiting = this.waiting.filter((c) => c.id !== id);
    if (this.waiting.length === before) return false;
    this.keep(this.waiting);
    return true;
  }
}

/**
 * How long to wait before trying to connect again: full jitter, so that a class does not come back in one step.
 * @param {number} attempt 0 for the first @param {number} lost_ms how long the connection has been gone @param {number} chance 0 to 1
 */
export function backOff(attempt, lost_ms, chance) {
  const cap_ms = lost_ms < 30_000 ? 1500 : 30_000;
  return chance * Math.min(cap_ms, 500 * 2 ** Math.min(attempt, 16));
}
