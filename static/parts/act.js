// One press of the white cell: sent once, busy until answered, and why not if not.

import { useState } from "preact/hooks";
import { alarm } from "../announce.js";
import { send } from "../wire.js";
import { t } from "../words.js";

/** @import { Ack } from "../types.js" */

/** The words for an answer that is not yes. @param {Ack & { ok: false }} ack */
export function whyNot(ack) {
  if (ack.code === "offline") return t("order.offline");
  if (ack.code === "undelivered") return t("order.undelivered");
  if (ack.code === "fault" || ack.code === "internal") return t("order.fault", { why: ack.message });
  return t("order.refused", { why: ack.message || ack.code });
}

/** @returns {{ busy: boolean, problem: string, act: (type: string, data?: Record<string, unknown>) => Promise<boolean>, say: (problem: string) => void }} */
export function useAct() {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  return {
    busy,
    problem,
    say: setProblem,
    act: async (type, data = {}) => {
      if (busy) return false;
      setBusy(true);
      setProblem("");
      const ack = await send(type, data);
      setBusy(false);
      if (!ack.ok) {
        setProblem(whyNot(ack));
        alarm(whyNot(ack));
      }
      return ack.ok;
    },
  };
}
