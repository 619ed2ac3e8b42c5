// The parts that come later, each with the views that need it. What every view of a page shows is imported where it is drawn.

import { later } from "../later.js";

const PLANNING = ["situation", "back_channel", "orders"];

export const Agreements = later(() => import("./agreements.js").then((m) => m.Agreements), (v) => v.agreements.length || (v.you.kind === "seat" && ["back_channel", "reveal", "argument"].includes(v.clock.phase)));
export const Arguments = later(() => import("./arguments.js").then((m) => m.Arguments), (v) => v.arguments.length);
export const Bills = later(() => import("./bills.js").then((m) => m.Bills), (v) => v.bills.length);
export const Cards = later(() => import("./cards.js").then((m) => m.Cards), (v) => v.table.status !== "lobby");
export const Composer = later(() => import("./composer.js").then((m) => m.Composer), (v) => v.you.kind === "seat" && v.table.status === "playing" && (PLANNING.includes(v.clock.phase) || v.may.replace.length));
export const Desk = later(() => import("./desk.js").then((m) => m.Desk), (v) => v.desk.length || (v.you.kind === "seat" && v.table.status === "playing"));
export const Dialog = later(() => import("./dialog.js").then((m) => m.Dialog));
export const Evaluation = later(() => import("./evaluation.js").then((m) => m.Evaluation), (v) => v.evaluation?.aims.length && v.table.status !== "lobby");
export const Findings = later(() => import("./waiting.js").then((m) => m.Findings), (v) => v.you.kind === "seat" && v.waiting.length);
export const Headlines = later(() => import("./headlines.js").then((m) => m.Headlines), (v) => v.headlines.length || v.clock.phase === "headline");
export const Help = later(() => import("./help.js").then((m) => m.Help));
export const Injects = later(() => import("./injects.js").then((m) => m.Injects), (v) => v.plan.length && v.table.status !== "closed");
export const Orders = later(() => import("./orders.js").then((m) => m.Orders), (v) => v.you.kind === "white" && v.table.status === "playing");
export const OldAndNew = later(() => import("./bills.js").then((m) => m.OldAndNew));
export const Outcome = later(() => import("./outcome.js").then((m) => m.Outcome), (v) => v.outcome);
export const PickSeat = later(() => import("./lobby.js").then((m) => m.PickSeat), (v) => v.you.kind === "public" && v.table.status !== "closed");
export const Reveal = later(() => import("./reveal.js").then((m) => m.Reveal), (v) => v.revealed.length || v.choices_made.length);
export const RulingList = later(() => import("./ruling.js").then((m) => m.RulingList), (v) => v.rulings.length);
export const Waiting = later(() => import("./lobby.js").then((m) => m.Waiting), (v) => v.you.kind === "seat" && v.table.status === "lobby");
