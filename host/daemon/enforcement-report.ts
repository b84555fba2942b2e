import type { GuardReport } from "../enforce/guard.ts";
import type { RuleCounters } from "../enforce/kernel-table.ts";
import type { SweepCounters } from "../enforce/sweep.ts";
import type { TableCounters } from "../enforce/table.ts";
import type { JudgeCounters } from "../judge/messages.ts";
import type { EnforcementReport } from "../observed.ts";

const MS_PER_SECOND = 1000;

/** What a report is made of. */
export interface Parts {
  readonly failure: string | undefined;
  readonly version: number;
  readonly failMode: EnforcementReport["failMode"];
  readonly blockSetPrefixes: number;
  /** Of each classifier that has judged. */
  readonly judge: readonly JudgeCounters[];
  readonly queueDrops: number;
  readonly rules: RuleCounters;
  readonly table: TableCounters;
  readonly guard: GuardReport;
  readonly sweeps: SweepCounters;
  readonly rebuilt: number;
}

export function enforcementReport(parts: Parts): EnforcementReport {
  const { failure, version, failMode, blockSetPrefixes, judge, queueDrops, rules, table, sweeps } = parts;
  const sum = (read: (counters: JudgeCounters) => number) =>
    judge.reduce((total, counters) => total + read(counters), 0);
  return {
    state: failure === undefined ? "enforcing" : "failed",
    reason: failure,
    policyVersion: version,
    failMode,
    blockSetPrefixes,
    decisions: {
      accept: sum(({ judged }) => judged.accept),
      wait: sum(({ judged }) => judged.wait),
      block: sum(({ judged }) => judged.block),
      blockAddress: sum(({ judged }) => judged.blockAddress),
      none: sum(({ judged }) => judged.none),
    },
    flowsWithoutName: sum(({ judged }) => judged.nameless),
    packetsHeld: sum(({ judged }) => judged.held),
    rules: {
      asked: rules.asked.packets,
      refused: rules.refused.packets,
      unjudged: rules.unjudged.packets,
    },
    notKept: {
      queuedPackets: queueDrops,
      queueOverruns: sum(({ overruns }) => overruns),
      heldPackets: sum(({ judged }) => judged.notHeld),
      queueMessages: sum(({ judged }) => judged.unreadable),
      verdicts: sum(({ judged }) => judged.refusedAnswers),
    },
    table: {
      loads: table.loads,
      refusals: table.refusals,
      losses: table.losses,
      gapSeconds: table.gapMs / MS_PER_SECOND,
    },
    guard: parts.guard,
    sweeps: {
      flows: sweeps.flows,
      ended: sweeps.ended,
      endedOffloaded: sweeps.endedOffloaded,
      refused: sweeps.refused,
    },
    rebuilt: parts.rebuilt,
  };
}
