import { isTransient } from "../ffi/transient.ts";
import type { MarkLayout } from "./mark-layout.ts";
import { Sweep, type SweepChannels } from "./sweep.ts";
import type { SweepPolicy } from "./sweep-verdict.ts";

/** Datagrams of conntrack's table that are read at once; some 150 flows each. */
const DUMP_DATAGRAMS = 16;

/** One that changes while it is read may lack some flows: several together lack few. */
const DUMPS_MAX = 4;

const KEEP_ALL: SweepPolicy = { verdictOf: () => "accept" };

/** Versions of policies that open flows bear from an earlier run: none of them may be taken for a later one's. */
export async function versionsInUse(
  marks: MarkLayout,
  channels?: SweepChannels,
): Promise<ReadonlySet<number>> {
  const versions = new Set<number>();
  try {
    for (let k = 0; k < DUMPS_MAX; k++) {
      const sweep = new Sweep(KEEP_ALL, marks, channels);
      let progress = sweep.step(DUMP_DATAGRAMS);
      for (; progress === "pending"; progress = sweep.step(DUMP_DATAGRAMS))
        await new Promise((resolve) => setTimeout(resolve));
      for (const version of sweep.versions) versions.add(version);
      if (progress === "whole") break;
    }
  } catch (error) {
    if (!isTransient(error)) throw error;
    // Without conntrack no flow has a mark.
  }
  return versions;
}
