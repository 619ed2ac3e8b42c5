// One press of the white cell: sent once, busy until answered, and why not if not.

import { useState } from "preact/hooks";
import { alarm } from "../announce.js";
import { send } from "../wire.js";
import { whyNot } from "./composer.js";

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
