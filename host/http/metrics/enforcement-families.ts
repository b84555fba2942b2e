import type { EnforcementReport } from "../../observed.ts";
import { each, type Family, known } from "./family.ts";
import type { Snapshot } from "./snapshot.ts";

/** Of what is enforced; nothing in mode alert. */
function of<T>({ status }: Snapshot, read: (enforcement: EnforcementReport) => T): T | undefined {
  return status.enforcement && read(status.enforcement);
}

export const ENFORCEMENT_FAMILIES: readonly Family[] = [
  {
    name: "bordertap_enforcement_ok",
    type: "gauge",
    help: "1 where somebody judges and the rules that are wanted are loaded, else 0; absent in mode alert.",
    samples: ({ status: { mode, enforcement } }) =>
      known(mode === "enforce" ? Number(enforcement?.state === "enforcing") : undefined),
  },
  {
    name: "bordertap_queue_decisions_total",
    type: "counter",
    help: "Queued packets, by what was decided of them.",
    label: "decision",
    samples: (snapshot) => each(of(snapshot, ({ decisions }) => decisions) ?? {}),
  },
  {
    name: "bordertap_queue_held_packets_total",
    type: "counter",
    help: "Queued packets that were kept until the rest of a name came.",
    samples: (snapshot) => known(of(snapshot, ({ packetsHeld }) => packetsHeld)),
  },
  {
    name: "bordertap_queue_flows_without_name_total",
    type: "counter",
    help: "Flows that were to say a name, and were judged without one.",
    samples: (snapshot) => known(of(snapshot, ({ flowsWithoutName }) => flowsWithoutName)),
  },
  {
    name: "bordertap_rules_packets_total",
    type: "counter",
    help: "Packets by what the rules did: asked the judge, refused, or let pass unjudged.",
    label: "rule",
    samples: (snapshot) => each(of(snapshot, ({ rules }) => rules) ?? {}),
  },
  {
    name: "bordertap_enforcement_not_kept_total",
    type: "counter",
    help: "What found no room or could not be read on the way to a verdict, by kind.",
    label: "kind",
    samples: (snapshot) => each(of(snapshot, ({ notKept }) => notKept) ?? {}),
  },
  {
    name: "bordertap_enforcement_table_losses_total",
    type: "counter",
    help: "Times that others changed or took the rules.",
    samples: (snapshot) => known(of(snapshot, ({ table }) => table.losses)),
  },
  {
    name: "bordertap_enforcement_gap_seconds_total",
    type: "counter",
    help: "Seconds for which the rules may have been changed or gone.",
    samples: (snapshot) => known(of(snapshot, ({ table }) => table.gapSeconds)),
  },
  {
    name: "bordertap_enforcement_guard_standing",
    type: "gauge",
    help: "1 where the guard stands: what would leave while others have taken the rules is dropped; else 0.",
    samples: (snapshot) => known(of(snapshot, ({ guard }) => (guard.state === "standing" ? 1 : 0))),
  },
  {
    name: "bordertap_enforcement_guard_dropped_packets_total",
    type: "counter",
    help: "Packets that the guard dropped, because the rules had not let them by.",
    samples: (snapshot) => known(of(snapshot, ({ guard }) => guard.dropped)),
  },
  {
    name: "bordertap_enforcement_guard_lifts_total",
    type: "counter",
    help: "Times that the guard was lifted, because the rules could not be put back in time.",
    samples: (snapshot) => known(of(snapshot, ({ guard }) => guard.lifts)),
  },
  {
    name: "bordertap_enforcement_flows_ended_total",
    type: "counter",
    help: "Open flows that were ended because a policy came to block them.",
    samples: (snapshot) => known(of(snapshot, ({ sweeps }) => sweeps.ended)),
  },
  {
    name: "bordertap_judge_rebuilt_total",
    type: "counter",
    help: "Classifiers of the judge that trapped and were replaced.",
    samples: (snapshot) => known(of(snapshot, ({ rebuilt }) => rebuilt)),
  },
];
