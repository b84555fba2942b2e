import type { MarkLayout } from "../enforce/mark-layout.ts";
import { Nft } from "../enforce/nft.ts";
import { RuleTally } from "../enforce/rule-tally.ts";
import { EnforcedTable } from "../enforce/table.ts";
import { versionsInUse } from "../enforce/versions-in-use.ts";
import { type XtablesListing, xtablesListings } from "../enforce/xtables.ts";
import type { JudgeSettings } from "../judge/messages.ts";
import { queueDrops } from "../local/queue-drops.ts";
import { BootKeeper } from "./boot-keeper.ts";
import { JudgeHandle, type JudgeListener } from "./judge-handle.ts";
import type { Log } from "./log.ts";

/** Who enforces, and what is asked of the machine for it. */
export interface Enforcers {
  /** What Nft.list gives. */
  listing(): Promise<string[]>;
  /** What iptables says of its rules. */
  xtables(): Promise<readonly XtablesListing[]>;
  versionsInUse(marks: MarkLayout): Promise<ReadonlySet<number>>;
  /** Starts the judge. Throws SystemError, ADDON_UNAVAILABLE. */
  judge(settings: JudgeSettings, clock: SharedArrayBuffer, listener: JudgeListener): Judging;
  readonly table: Pick<
    EnforcedTable,
    "load" | "watch" | "remove" | "release" | "counters" | "guard" | "whileLoading"
  >;
  readonly boot: Pick<BootKeeper, "keep">;
  /** Begins to count. */
  tally(): Pick<RuleTally, "read">;
  queueDrops(): ReadonlyMap<number, number>;
}

export type Judging = Pick<
  JudgeHandle,
  "started" | "counters" | "configure" | "sweep" | "rulesLoading" | "stop"
>;

/** This machine's. */
export function enforcersOf(log: Log): Enforcers {
  return {
    listing: () => new Nft().list(),
    xtables: () => xtablesListings(),
    versionsInUse,
    judge: (settings, clock, listener) => new JudgeHandle(settings, clock, listener),
    table: new EnforcedTable(),
    boot: new BootKeeper(log),
    tally: () => new RuleTally(),
    queueDrops,
  };
}
