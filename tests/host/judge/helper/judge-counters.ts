import type { NamesNotKept } from "../../../../host/classifier/name.ts";
import type { JudgeCounters } from "../../../../host/judge/messages.ts";

const NO_NAMES_LOST: NamesNotKept = {
  ...{ names: 0, namesEvicted: 0, flowsUnnamed: 0, answers: 0, streams: 0 },
  ...{ quicInitials: 0, identities: 0, dnsRecords: 0, dnsAddresses: 0 },
};

/** Counters that are all another number, from `first` on; of names none was lost. */
export function judgeCountersFrom(first: number): JudgeCounters {
  let next = first;
  const number = () => next++;
  return {
    judged: {
      ...{ accept: number(), wait: number(), block: number(), blockAddress: number(), none: number() },
      ...{ held: number(), notHeld: number(), nameless: number(), unreadable: number() },
      refusedAnswers: number(),
    },
    overruns: number(),
    namesNotKept: NO_NAMES_LOST,
  };
}
