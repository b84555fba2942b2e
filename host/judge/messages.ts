// What the program's first thread and its judge tell each other. The judge is a thread with a classifier of its own.

import type { Address } from "../address.ts";
import type { LiveInterface } from "../capture/live.ts";
import type { QueueOptions } from "../capture/nfqueue.ts";
import type { Judged } from "../classifier/judged.ts";
import type { NamesNotKept } from "../classifier/name.ts";
import type { QueueMarks } from "../classifier/queue.ts";
import type { SweepCounters } from "../enforce/sweep.ts";
import type { ErrorCode } from "../errors.ts";
import type { SourceState, TableState } from "../tap/messages.ts";
import type { TableSettings } from "../tap/tables.ts";

/** What it is started with. */
export interface JudgeData {
  /** Of the eventfd that ends its wait. */
  readonly doorbell: number;
  /** The timer that ends the program where it makes no progress. */
  readonly deadline: bigint;
  /** The steady clock's memory. */
  readonly clock: SharedArrayBuffer;
  readonly settings: JudgeSettings;
}

/** What may change while it runs, but for the queues' numbers. */
export interface JudgeSettings extends TableSettings {
  /** Whose DNS it hears. */
  readonly interfaces: readonly LiveInterface[];
  readonly queue: QueueOptions;
  readonly marks: QueueMarks;
  /** Of the policy, in marks. */
  readonly version: number;
}

export type ToJudge =
  | { readonly kind: "settings"; readonly settings: JudgeSettings }
  /** End what is open and blocked by now. */
  | ({ readonly kind: "sweep" } & AddressesAround)
  /** Rules are being changed by the program itself: nothing is to be told of them. */
  | { readonly kind: "rulesLoading"; readonly isLoading: boolean }
  | { readonly kind: "stop" };

/** Addresses as a sweep finds them. */
export interface AddressesAround {
  readonly neighbours: readonly NeighbourEntry[];
  /** This machine's own, where the rules ask nobody about what it says itself. */
  readonly unasked: readonly Address[];
}

/** Whose an address is. */
export interface NeighbourEntry {
  readonly address: Address;
  readonly ether: bigint;
}

export type FromJudge =
  /** It could not start, and ends: an OperatorError. */
  | { readonly kind: "unusable"; readonly code: ErrorCode; readonly message: string }
  /** It has its queues, and answers. */
  | { readonly kind: "listening" }
  | { readonly kind: "table"; readonly table: TableState }
  | { readonly kind: "tableRefused"; readonly reason: string }
  | { readonly kind: "sources"; readonly sources: readonly SourceState[] }
  /** It judges by the policy of this version, and marks with it. */
  | { readonly kind: "judging"; readonly version: number }
  | { readonly kind: "counters"; readonly counters: JudgeCounters }
  | { readonly kind: "swept"; readonly outcome: SweepOutcome }
  /** Our table may be another, by whomever it was changed. */
  | { readonly kind: "rulesChanged" }
  /** Its classifier trapped; it has been replaced, and this is what it had counted. */
  | { readonly kind: "trapped"; readonly reason: string; readonly counters: JudgeCounters }
  | { readonly kind: "stopped"; readonly counters: JudgeCounters };

export interface JudgeCounters {
  readonly judged: Judged;
  /** Times that the kernel found no room for packets. */
  readonly overruns: number;
  readonly namesNotKept: NamesNotKept;
}

export interface SweepOutcome {
  /** Every flow was looked at. */
  readonly isWhole: boolean;
  readonly counters: SweepCounters;
  /** Versions that flows are marked with which stay. */
  readonly versions: readonly number[];
}
