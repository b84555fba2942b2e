import { isTransient } from "../ffi/transient.ts";
import type { MarkLayout } from "./mark-layout.ts";
import { Sweep } from "./sweep.ts";
import type { SweepPolicy } from "./sweep-verdict.ts";

/** Datagrams of conntrack's table that are read at once; some 150 flows each. */
const DUMP_DATAGRAMS = 16;

const KEEP_ALL: SweepPolicy = { isLocal: () => false, verdictOf: () => "accept" };

/** Versions of policies that open flows bear from an earlier run: none of them may be taken for a later one's. */
export async function versionsInUse(marks: MarkLayout): Promise<ReadonlySet<number>> {
  try {
    const sweep = new Sweep(KEEP_ALL, marks);
    while (sweep.step(DUMP_DATAGRAMS) === "pending") await new Promise((resolve) => setTimeout(resolve));
    return sweep.versions;
  } catch (error) {
    if (!isTransient(error)) throw error;
    // Without conntrack no flow has a mark.
    return new Set();
  }
}
