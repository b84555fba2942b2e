// What the program's first thread and its taps tell each other. A tap is a thread with a classifier of its own.

import type { Address, Prefix } from "../address.ts";
import type { LiveInterface, LiveOptions, LiveSource, LiveStatistics } from "../capture/live.ts";
import type { CountersCopy } from "../classifier/counters.ts";
import type { HeardAnswer } from "../classifier/event.ts";
import type { Claim } from "../devices/claim.ts";
import type { ErrorCode } from "../errors.ts";
import type { Belongings } from "../ffi/packet-ring.ts";
import type { LookupReport } from "../geo/lookup.ts";
import type { Metadata } from "../geo/metadata.ts";
import type { FlowQuery } from "../observed.ts";
import type { VerdictPlan } from "../policy/compile.ts";
import type { FlowReport } from "../report/flows.ts";
import type { Ranking } from "./flow-query.ts";

/** What a tap is started with. */
export interface TapData {
  readonly options: LiveOptions;
  /** Of the eventfd that ends its wait; absent where no system call can be reached: then tcpdump is the source. */
  readonly doorbell?: number;
  /** The steady clock's memory. */
  readonly clock: SharedArrayBuffer;
  readonly settings: TapSettings;
}

/** What may change while it runs. */
export interface TapSettings {
  /** Path of the country table, and what tells it from the one before at the same path. */
  readonly geo: { readonly path: string; readonly generation: number };
  readonly interfaces: readonly LiveInterface[];
  readonly local: readonly Prefix[];
  /** What flows are judged by, and what tells it from the one before. */
  readonly policy: { readonly plan: VerdictPlan; readonly generation: number };
  /** Whether what DNS told a device is told to the other taps. */
  readonly isSharing: boolean;
}

export type ToTap =
  | { readonly kind: "settings"; readonly settings: TapSettings }
  | { readonly kind: "learn"; readonly answers: readonly HeardAnswer[] }
  | { readonly kind: "ask"; readonly number: number; readonly question: Question }
  | { readonly kind: "stop" };

export type FromTap =
  /** It could not start, and ends: an OperatorError. */
  | { readonly kind: "unusable"; readonly code: ErrorCode; readonly message: string }
  | { readonly kind: "answer"; readonly number: number; readonly answer: Answers[keyof Answers] }
  | { readonly kind: "happened"; readonly happenings: Happenings }
  | { readonly kind: "sources"; readonly sources: readonly SourceState[] }
  | { readonly kind: "table"; readonly table: TableState }
  | { readonly kind: "tableRefused"; readonly reason: string }
  /** The classifier trapped; it has been replaced, and this is what it had counted. */
  | { readonly kind: "trapped"; readonly reason: string; readonly counters: TapCounters }
  | { readonly kind: "stopped"; readonly counters: TapCounters };

export type Question =
  | { readonly ask: "counters" }
  | { readonly ask: "addresses" }
  | { readonly ask: "ranking"; readonly query: FlowQuery }
  | { readonly ask: "flows"; readonly numbers: Uint32Array }
  | { readonly ask: "lookup"; readonly address: Address }
  | { readonly ask: "countries"; readonly addresses: readonly Address[] };

/** By what was asked. */
export interface Answers {
  readonly counters: TapCounters;
  /** What the flows in the table show each device to use. */
  readonly addresses: ReadonlyMap<string, readonly string[]>;
  readonly ranking: Ranking;
  /** Of numbers of a ranking. */
  readonly flows: readonly FlowReport[];
  readonly lookup: LookupReport;
  /** ISO codes; null for special-purpose addresses. */
  readonly countries: readonly (string | null)[];
}

export interface TapCounters {
  readonly counters: CountersCopy;
  /** By the numbers in `counters`; the first is null's. */
  readonly codes: readonly string[];
  /** By interface name, since the tap was started. */
  readonly statistics: Readonly<Record<string, LiveStatistics>>;
}

/** What left the event ring since the last message, of each at most HAPPENINGS_MAX. */
export interface Happenings {
  /** That the policy flags, as they opened. */
  readonly flows: readonly FlowReport[];
  readonly devices: readonly string[];
  readonly claims: readonly Claim[];
  readonly answers: readonly HeardAnswer[];
  /** What was too much for one message. */
  readonly notSent: number;
}

export const HAPPENINGS_MAX = 1000;

export interface SourceState {
  readonly interface: LiveInterface;
  /** Which one of the tap's it is, as they were opened; absent where it could not be, or has stopped. */
  readonly opening?: number;
  readonly kind?: LiveSource["kind"];
  readonly bytesExact?: boolean;
  /** For the first thread to give back where this one ends without doing so. */
  readonly belongings?: Belongings;
  /** What stands in the way, where it could not be opened or has stopped. */
  readonly failure?: string;
}

/** The table that is looked up in. */
export interface TableState {
  readonly generation: number;
  readonly codes: readonly string[];
  readonly metadata: Metadata;
}
