import type { FlowRecord } from "../classifier/flow.ts";
import { verdictName } from "./flows.ts";

/** Flows of one verdict. */
export interface VerdictSum {
  readonly verdict: string;
  /** Whether the policy alerts on them. */
  readonly isFlagged: boolean;
  flows: number;
  bytesUp: number;
  bytesDown: number;
}

/** What is refused first, what passes without an alert last. */
export function verdictSums(eachFlow: (visit: (flow: FlowRecord) => void) => void): VerdictSum[] {
  const sums = new Map<number, VerdictSum>();
  eachFlow((flow) => {
    const { verdict, isFlagged, bytesUp, bytesDown } = flow;
    const key = verdict * 2 + Number(isFlagged);
    const sum = sums.get(key) ?? {
      verdict: verdictName(flow),
      isFlagged,
      flows: 0,
      bytesUp: 0,
      bytesDown: 0,
    };
    sums.set(key, sum);
    sum.flows++;
    sum.bytesUp += bytesUp;
    sum.bytesDown += bytesDown;
  });
  return [...sums].sort(([a], [b]) => b - a).map(([, sum]) => sum);
}
