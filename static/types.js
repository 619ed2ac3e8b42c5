// The shapes the server sends and takes, for the type checker. No code belongs here.
// The server's `view` decides what is in them; a page never receives what its seat may not know.

/** @typedef {{ field: string, message: string }} FieldFault */
/** @typedef {{ text: string, points: number, met: boolean | null }} Objective */

/**
 * One step of a proof: what was asked, whether it holds (null: not established), where that came from.
 * @typedef {{ label: string, holds: boolean | null, cite?: string | null, kind?: string, stage?: string | null, value?: string | null,
 *   source?: string | null, decisive?: boolean, steps?: Proof[] }} Proof
 */
/**
 * What the proofs of one act say under one law: label, citation, kind, stage and the places below; and the questions that the
 * text of the law leaves open, with the ways to read it.
 * @typedef {{ tops: number[], steps: [string, string, string, string | null, number[]][],
 *   questions: Record<string, { question: string, cite: string, readings: Record<string, string> }> }} ProofShape
 */
/** The values of one proof: a letter a place (y, n, ?), the places that decided, and [place, value, source]. @typedef {{ holds: string, decisive: number[], told: [number, string | null, string][] }} ProofValues */

/** @typedef {{ fact: string, about?: string | null, by?: string[], question: string }} Missing */
/** @typedef {{ change: string, field?: string, value?: unknown, label: string, cite?: string | null }} Change */
/** @typedef {{ norm: string, state: string, due?: string | null, holder?: string, sentence?: string }} RuledDuty */

/**
 * The law's answer to one act.
 * @typedef {{ act: string, label?: string, actor?: string, date?: string, about?: Record<string, string>, verdict: string, consequence: string,
 *   reason: string, decisive: string[], proof: ProofValues, missing: Missing[], repairs: Change[][], duties?: RuledDuty[],
 *   readings?: Record<string, string>, receipt?: string, law?: string }} Ruled
 */

/**
 * A ruling under another reading of one question; differs: it would not be the same.
 * @typedef {{ question: string, reading: string, text: string, differs: boolean, verdict: string, consequence: string, reason: string,
 *   decisive: string[], mark: string }} OtherReading
 */
/** @typedef {{ readings: OtherReading[], text: string }} Otherwise text: why nothing can be said, if so */

/** @typedef {"ok" | "must" | "no" | "breach" | "cure" | "open" | "none" | "changed" | "wait"} Slot */
/** @typedef {{ verdict: string, consequence?: string, reason: string, by?: string, at?: string }} Overridden */
/**
 * @typedef {{ no: number, round: number, seat: string, sentence: string, mark?: string, slot: Slot, ruling: Ruled, audience_text?: string,
 *   overridden: Overridden | null }} RulingView
 */

/** @typedef {{ value: string | number, label: string, effects?: string | null }} Option */
/**
 * @typedef {{ name: string, label: string, kind: "choice" | "choices" | "date" | "text" | "flag" | "number", options?: Option[] | null,
 *   at_least?: number | null, default?: unknown, help?: string | null, optional?: boolean }} Field
 */
/**
 * @typedef {{ id: string, slot: "main" | "minor", title: string, text?: string | null, statute?: boolean, effects?: string | null,
 *   available: boolean, why_not?: string | null, fields: Field[] }} Move
 */
/** @typedef {{ move: string, fields: Record<string, unknown>, title?: string, sentence?: string | null }} Ordered */
/** @typedef {{ main: Ordered | null, minor: Ordered | null, choices: Record<string, string> }} Draft */
/**
 * @typedef {{ state: "none" | "draft" | "locked", main: Ordered | null, minor: Ordered | null, choices: Record<string, string>,
 *   place: number | null, at?: string | null, may_lock: boolean, may_unlock: boolean, why_not: string | null }} OrderView
 */

/** @typedef {{ id: string, text: string, effects?: string | null, owner?: string | null, mine?: boolean, why_not?: string | null }} CardChoice */
/**
 * @typedef {{ id: string, suit?: string, suit_title?: string, title: string, text: string, round: number, kind?: string,
 *   audience?: "all" | string[], audience_text?: string, at_once?: string | null, choices?: CardChoice[], chosen?: string | null,
 *   source?: { kind?: string, cite?: string, note?: string } | null }} Card
 */

/** @typedef {{ place: number, round: number, seat: string, slot: string, move?: string, title: string, sentence: string, ruling: number | null, by_rule?: boolean, replaced?: boolean, cancelled?: string | null }} Revealed */
/** @typedef {{ place: number, round: number, card: string, title: string, choice: string, text: string, seat: string, by_default?: boolean }} ChoiceMade */
/**
 * @typedef {{ title: string, cite?: string | null, holder?: string | null, seat?: string | null, state: string, due?: string | null,
 *   settle?: string | null, house_rule?: boolean }} Duty
 */
/**
 * @typedef {{ cite: string, kind: string, heading?: string | null, sense?: string | null, from?: string | null, until?: string | null,
 *   in_force?: boolean, yours?: boolean, used?: boolean }} Provision
 */
/** @typedef {{ place: number, room: string, from: string, text: string, round?: number, at?: string }} Message */
/** @typedef {{ cite: string, heading: string, how: string, before: string | null, after: string | null }} BillChange */
/** @typedef {{ no: number, sentence: string, was: string, would: string }} TurnedRuling */
/**
 * @typedef {{ no: number, title: string, parts: { id: string, title: string, text: string }[], by: string, round: number, status: string,
 *   answer: string | null, effective: string, enacted: string | null, over_veto: boolean, reason: string | null, mine: boolean,
 *   changes: BillChange[], rulings: TurnedRuling[] }} BillView
 */
/**
 * @typedef {{ id: string, title: string, text: string, parties: string[], terms: { text: string, by: string, round: number, held: boolean | null, event: number | null }[],
 *   signed: string[], status: string, broken_by: string[], open: boolean, audience_text: string, may_sign: boolean, may_withdraw: boolean }} AgreementView
 */
/**
 * @typedef {{ no: number, seat: string, sentence: string, objectors: string[],
 *   reasons: { seat: string, side: "for" | "against", text: string, strong: boolean, why: string }[], mode: string, target: number,
 *   modifiers: [string, number][], chance: number | null, result: string | null, dice: number[], total: number | null, reason: string | null,
 *   by: string | null, cost: string | null, side: "for" | "against" | null, left: number, weight: number, may_name_cost: boolean, may_decide: boolean }} ArgumentView
 */
/** @typedef {{ id: string, seats: string[], audience_text: string, open: boolean, why_closed?: string | null }} Room */
/**
 * @typedef {{ id: string, title: string, value: number, low: number, high: number, low_text?: string, high_text?: string, change?: number,
 *   triggers?: { at: string, text: string }[], why?: string[] }} Track
 */
/** @typedef {{ id: string, title: string, step: number, frozen?: boolean, steps: string[] }} Ladder */
/** @typedef {{ seat: string, title: string, brief?: string, name: string | null, cell?: string[], pen?: string | null, bot?: boolean, ready?: boolean, locked?: boolean, here?: boolean }} Seat */
/** @typedef {{ place: number, round?: number, phase?: string, text: string, audience_text?: string }} LogLine */
/** @typedef {{ kind: string, no?: number, record?: string, field?: string, type?: string, values?: unknown[], question: string, by?: string[] | string }} Waiting */
/**
 * One row of the list of events, a card of the deck.
 * @typedef {{ no: number, card: string, title: string, suit: string, planned: string, when: "fixed" | "drawn" | "arises", sender: string, to: string,
 *   channel: string, expected: string, note: string, aim: string, status: "planned" | "held" | "played" | "skipped", reason: string, round: number }} Planned
 */
/** @typedef {{ question: number, round: number, seat: string, text: string, answer: string, by: string, everyone: boolean }} Asked */
/**
 * The evaluator's guide and marks; aims and behaviours count from 1.
 * @typedef {{ grades: Record<string, string>, aims: { aim: string, behaviours: string[] }[],
 *   marks: { aim: number, behaviour: number, grade: string, quote: string, seq: number, by: string }[] }} Evaluation
 */
/** @typedef {{ seat: string, state: string, main: Ordered | null, minor: Ordered | null, choices: Record<string, string> }} SeatOrder */
/**
 * What only the white cell sees.
 * @typedef {{ orders: SeatOrder[],
 *   next: { phase: string, title: string, closes?: string | null, back?: string | null } | null, objectives?: { seat: string, objectives: Objective[] }[],
 *   facts?: { record: string, field: string, value: unknown, reason: string }[], records?: Record<string, string> }} White
 */

/**
 * Everything one seat sees and may do.
 * @typedef {object} View
 * @property {{ id: string, title: string, subtitle?: string | null, status: "lobby" | "playing" | "closed", place: number, code?: string | null }} table
 * @property {{ seat: string, title?: string, kind: "seat" | "white" | "public", name?: string | null, pen?: string, asks?: string[], brief?: string | null, fact?: string | null,
 *   objectives?: Objective[] | null, red_line?: { text: string, hit: boolean } | null, offices?: string[] | null }} you
 * @property {{ round: number, rounds: number, phase: string, phase_title: string, phases: { id: string, title: string }[], game_date?: string | null,
 *   until?: string | null, paused?: boolean, pause_reason?: string | null, ends_at?: string | null, left_s?: number | null, round_title?: string }} clock
 * @property {{ text: string, mine: boolean }} needed
 * @property {Seat[]} seats
 * @property {Track[]} tracks
 * @property {Ladder[]} ladders
 * @property {{ id: string, title: string, on: boolean }[]} tokens
 * @property {Card[]} cards
 * @property {Move[]} moves
 * @property {OrderView} order
 * @property {Revealed[]} revealed
 * @property {ChoiceMade[]} choices_made
 * @property {RulingView[]} rulings
 * @property {Duty[]} duties
 * @property {Provision[]} law
 * @property {BillView[]} bills
 * @property {AgreementView[]} agreements
 * @property {ArgumentView[]} arguments
 * @property {{ contest: number[], cancel: number[], contested: Record<string, string[]>, replace: ("main" | "minor")[] }} may
 * @property {Waiting[]} waiting what this reader is asked to establish
 * @property {Record<string, { id: string, title: string }[]>} catalogue orders that each seat may give in the open
 * @property {Room[]} rooms
 * @property {Message[]} messages
 * @property {{ round: number, text: string, by: string }[]} headlines
 * @property {LogLine[]} log
 * @property {Record<string, number>} marks
 * @property {Asked[]} desk
 * @property {Planned[]} plan the list of events, for the white cell; else empty
 * @property {Evaluation | null} evaluation
 * @property {White | null} white
 * @property {{ ending: string, title: string, text: string, scores: { seat: string, score: number, objectives?: Objective[] }[] } | null} outcome
 */

/** @typedef {{ kind: string, data?: Record<string, unknown> }} Told */
/** @typedef {{ table: string, epoch: string, from: number, to: number, events: Told[], parts: Partial<View>, more?: boolean }} Page */
/** @typedef {{ ok: true, place?: number | null, now?: string | number } | { ok: false, code: string, message: string, now?: string | number }} Ack */
/** @typedef {{ slot: string, fields_missing?: FieldFault[], ruling: Ruled | null, mark?: string | null, v?: Slot | null, sentence?: string | null,
 *   bill?: { changes: BillChange[], rulings: TurnedRuling[] } }} Preruling */
/** @typedef {{ seq: number, round?: number, phase?: string, game_date?: string | null, kind: string, text: string, mark?: Slot | null }} Moment */
/** @typedef {"connecting" | "live" | "resyncing" | "reconnecting" | "offline" | "stale" | "elsewhere" | "removed" | "ended"} Net */

export {};
