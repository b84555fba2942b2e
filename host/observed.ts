// What the endpoint shows. The endpoint knows no classifier, no capture and no thread: the daemon implements this
// with what its workers tell, `replay --serve` with a capture that was read to its end.

import type { Address } from "./address.ts";
import type { LookupReport } from "./geo/lookup.ts";
import type { SourceReport } from "./geo/metadata.ts";
import type { CountryReport } from "./report/countries.ts";
import type { DeviceReport } from "./report/devices.ts";
import type { FlowReport } from "./report/flows.ts";

/** Everything asynchronous may come from another thread; it is at most a second old. */
export interface Observed {
  status(): Promise<StatusReport>;
  countries(): Promise<readonly CountryReport[]>;
  /** The most bytes first. */
  devices(): Promise<readonly DeviceReport[]>;
  /** What each device exchanged with each country, in no order: what `devices` says, without who they are. */
  traffic(): Promise<readonly DeviceTraffic[]>;
  flows(query: FlowQuery): Promise<FlowPage>;
  /** The newest first, at most ALERTS_MAX. */
  alerts(): readonly AlertReport[];
  lookup(address: Address): Promise<LookupReport>;
  /** Sentences that licences want beside results. */
  attribution(): readonly string[];
  /** English, of an ISO code. */
  countryName(code: string): string;
  /** Calls `listener` with what happens from now on, of some kinds or of all, until the returned function is called. */
  subscribe(listener: (event: ObservedEvent) => void, kinds?: readonly ObservedKind[]): () => void;
}

export type DeviceTraffic = Pick<DeviceReport, "device" | "countries">;

export const ALERTS_MAX = 1000;
export const FLOWS_PAGE_MAX = 1000;

/** Which flows; what is absent excludes none. */
export interface FlowQuery {
  /** As outputs call it. */
  readonly device?: string;
  /** Of the remote end; null: special-purpose, never a country. */
  readonly country?: string | null;
  /** Only those that the policy alerts on or blocks. */
  readonly flagged?: boolean;
  /** A name of the flow is this one or ends in a dot and this one. */
  readonly host?: string;
  readonly order: FlowOrder;
  readonly offset: number;
  /** At most FLOWS_PAGE_MAX. */
  readonly limit: number;
}

/** The latest frame, the most bytes up, or the most bytes both ways first. */
export type FlowOrder = "last" | "bytesUp" | "bytes";

export interface FlowPage {
  readonly flows: readonly FlowReport[];
  /** How many the query chooses on all its pages. */
  readonly total: number;
}

export interface StatusReport {
  readonly version: string;
  /** Where frames come from: a router's interfaces, or a file. */
  readonly source: "live" | "replay";
  readonly mode: "alert" | "enforce";
  /** When the program started, and how long ago by a clock that never steps. */
  readonly started: string;
  readonly uptimeSeconds: number;
  /** Whether the kernel says that its clock is right; absent where nobody can tell. */
  readonly clockSynchronized?: boolean;
  readonly interfaces: readonly InterfaceReport[];
  /** Prefixes whose addresses count as local beside the special-purpose ones. */
  readonly local: readonly string[];
  readonly frames: number;
  readonly bytes: number;
  readonly outcomes: Readonly<Record<string, number>>;
  /** Merged frames that were counted as one packet, with fewer bytes than the wire had. */
  readonly framesNotSegmented: number;
  /** Sent and refused, ... */
  readonly packetsAttempted?: number;
  readonly bytesAttempted?: number;
  /** ... and what the own firewall answered to it, in packets: nobody's. All absent of a capture. */
  readonly refusalsSeen?: number;
  /** Tables of the classifiers, summed; `refused` and `evicted` count what did not fit. */
  readonly flows: { readonly open: number; readonly capacity: number; readonly evicted: number };
  readonly devices: { readonly known: number; readonly capacity: number; readonly refused: number };
  /** What was lost to tables of names that were full; limits in ARCHITECTURE.md. */
  readonly namesNotKept: Readonly<Record<string, number>>;
  /** What was lost of what the kernel and the DHCP server tell, by kind; the same limits. */
  readonly surroundingsNotKept: Readonly<Record<string, number>>;
  readonly workers: readonly WorkerReport[];
  readonly geo: GeoStatusReport;
  /** Absent of a capture. */
  readonly configuration?: ConfigurationReport;
  readonly accounting: AccountingReport;
  /** Only in mode enforce. */
  readonly enforcement?: EnforcementReport;
  /** In mode enforce, why there is none: nobody judges, and it is tried again. */
  readonly enforcementFailure?: string;
  /** Events that no listener could be told because there were too many at once. */
  readonly eventsNotSent: number;
}

export interface ConfigurationReport {
  /** refused: not all of it is in force; of one with mistakes nothing is, and the one before stays. */
  readonly state: "taken" | "refused";
  /** When it was read last. */
  readonly time: string;
  /** Why it was refused, where that is no mistake in it. */
  readonly reason?: string;
  readonly mistakes: readonly ConfigurationRemark[];
  /** What can stand, and is odd. */
  readonly warnings: readonly ConfigurationRemark[];
  /** Of both; `check` tells them. */
  readonly notListed: number;
}

/** Without the value: it may be a secret. */
export interface ConfigurationRemark {
  /** Such as country[2].codes[0]; entries count from 0. */
  readonly option: string;
  readonly reason: string;
  readonly remedy: string;
}

export interface InterfaceReport {
  readonly name: string;
  /** absent: there is no such interface now; it is taken as soon as it comes. ended: a file, read to its end. */
  readonly state: "capturing" | "down" | "absent" | "failed" | "ended";
  /** What stands in the way, where it failed. */
  readonly reason?: string;
  readonly source?: "afpacket" | "tcpdump" | "file";
  /** False: merged segments (GRO) could not be told apart, so bytes are a lower bound. */
  readonly bytesExact?: boolean;
  /** As the kernel counts, since the interface was first taken. */
  readonly packets: number;
  readonly dropped: number;
}

export interface WorkerReport {
  readonly number: number;
  /** Classifier instances that trapped and were replaced. */
  readonly rebuilt: number;
}

export interface GeoStatusReport {
  readonly sources: readonly SourceReport[];
  /** Of the newest first opinion; absent where it has no date. */
  readonly ageSeconds?: number;
  /** The last `geo update`, where one was tried. */
  readonly lastUpdate?: { readonly time: string; readonly ok: boolean; readonly reason?: string };
}

export interface AccountingReport {
  /** Which of the two counts bytes; never both. */
  readonly source: "tap" | "conntrack";
  /** What the ruleset wants. */
  readonly offload: "none" | "software" | "hardware" | "unknown";
  /** What became of it: conntrack's flows that pass the firewall by; absent where conntrack cannot be read. */
  readonly offloadedFlows?: { readonly software: number; readonly hardware: number };
  /** Share of conntrack's bytes that the tap saw, both as IP lengths; absent where conntrack counts nothing. */
  readonly coverageRatio?: number;
}

export interface EnforcementReport {
  /** failed: the rules that are wanted could not be loaded; those before them stay, and it is tried again. */
  readonly state: "enforcing" | "failed";
  /** What stands in the way, where it failed. */
  readonly reason?: string;
  /** Of the policy, in marks: judge and rules have it. */
  readonly policyVersion: number;
  /** What happens while nobody judges; last-good is closed where its block set is too large. */
  readonly failMode: "open" | "last-good" | "closed";
  /** Of the last good block set. */
  readonly blockSetPrefixes: number;
  /** Queued packets by what was decided of them: accept, wait, block, blockAddress, none. */
  readonly decisions: Readonly<Record<string, number>>;
  /** Flows that were to say a name and said none. */
  readonly flowsWithoutName: number;
  /** Packets that were kept until the rest of a name came. */
  readonly packetsHeld: number;
  /** Packets by what the rules did: asked, refused, unjudged. */
  readonly rules: Readonly<Record<string, number>>;
  /** What found no room or could not be read, by kind; limits in ARCHITECTURE.md. */
  readonly notKept: Readonly<Record<string, number>>;
  /** Our table: losses are the times that others changed or took it, gapSeconds how long it may have been so. */
  readonly table: {
    readonly loads: number;
    readonly refusals: number;
    readonly losses: number;
    readonly gapSeconds: number;
  };
  /**
   * What drops packets that would leave past the rules while others have taken them; not in fail mode open. lifted: the
   * rules could not be put back in time; unsupported: the kernel has no tables with an owner.
   */
  readonly guard: {
    readonly state: "standing" | "off" | "lifted" | "unsupported" | "failed";
    /** What stands in the way, where it failed. */
    readonly reason?: string;
    /** Packets that it dropped, and times that it was lifted. */
    readonly dropped: number;
    readonly lifts: number;
  };
  /** Open flows that sweeps have looked at and ended, since the start. */
  readonly sweeps: {
    readonly flows: number;
    readonly ended: number;
    readonly endedOffloaded: number;
    readonly refused: number;
  };
  /** Classifiers of the judge that trapped and were replaced. */
  readonly rebuilt: number;
}

export interface AlertReport {
  /** Counts from 1 since the program started. */
  readonly number: number;
  /** Absent where a replayed capture has none. */
  readonly time?: string;
  /** Its local address where the table of devices had no room for it. */
  readonly device: string;
  readonly country: string;
  /** The flow that raised it: live as it was then, of a replayed capture as the capture left it. */
  readonly flow: FlowReport;
}

export type ObservedEvent =
  | { readonly kind: "flow"; readonly flow: FlowReport }
  | { readonly kind: "device"; readonly device: string; readonly time: string }
  | { readonly kind: "alert"; readonly alert: AlertReport }
  /** Once a second, while anybody listens to them. */
  | { readonly kind: "counters"; readonly counters: CountersReport };

export type ObservedKind = ObservedEvent["kind"];

/** Whether a listener to `kinds`, all of them where there are none, wants one kind. */
export function wants(kinds: readonly ObservedKind[] | undefined, kind: ObservedKind): boolean {
  return kinds === undefined || kinds.includes(kind);
}

export interface CountersReport {
  readonly time: string;
  readonly frames: number;
  readonly bytes: number;
  readonly countries: readonly CountryReport[];
}
