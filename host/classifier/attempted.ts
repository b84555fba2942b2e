import { ATTEMPTED_BYTES, ATTEMPTED_PACKETS } from "../../assembly/abi.ts";
import { counter } from "./fields.ts";

/** What was sent and refused: neither sent nor received. Only the router build counts it, where a policy is enforced. */
export interface Attempted {
  readonly packetsAttempted: number;
  readonly bytesAttempted: number;
}

export const NONE_ATTEMPTED: Attempted = { packetsAttempted: 0, bytesAttempted: 0 };

export function readAttempted(view: DataView, at: number): Attempted {
  return {
    packetsAttempted: counter(view, at + ATTEMPTED_PACKETS),
    bytesAttempted: counter(view, at + ATTEMPTED_BYTES),
  };
}
