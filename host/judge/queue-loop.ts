import type { DnsEar } from "../capture/dns-ear.ts";
import type { RulesetEvents } from "../enforce/ruleset-events.ts";
import type { Deadline } from "../ffi/deadline.ts";
import type { Doorbell } from "../ffi/doorbell.ts";
import { Poll, type Waiting } from "../ffi/socket.ts";
import type { Starter } from "../platform/thread.ts";
import type { Judge } from "./judge.ts";
import type { FromJudge, ToJudge } from "./messages.ts";

/**
 * A judge that makes no progress for so long is ended with its program, as nothing else ends the wait of packets: what is
 * queued is dropped as long as somebody listens, and be it a program that was stopped.
 */
const PROGRESS_SECONDS = 2;
/** Well below it. */
const WAIT_MAX_MS = 500;
/** How late packets that are held are given up. */
const HELD_WAIT_MS = 20;
/** Batches before messages have their turn: some milliseconds. */
const BATCHES_PER_TURN = 16;
const TELL_INTERVAL_MS = 1000;

/** Their places among the descriptors; behind the queue ears follow. */
const DOORBELL = 0;
const RULES = 1;
const EARS = 3;
/** What poll(2) passes over. */
const NO_DESCRIPTOR = -1;

type Judging = Pick<
  Judge,
  "clock" | "ears" | "isStopped" | "descriptor" | "haste" | "counters" | "take" | "turn" | "sweepOn"
>;
type Rules = Pick<RulesetEvents, "descriptor" | "pause" | "resume" | "take">;

/** Waits for packets, for DNS, for changes of the rules and for the doorbell. The thread runs nothing beside it. */
export class QueueLoop {
  readonly #judge: Judging;
  readonly #rules: Rules | undefined;
  readonly #doorbell: Pick<Doorbell, "descriptor" | "silence">;
  readonly #starter: Pick<Starter<ToJudge, FromJudge>, "take" | "post">;
  readonly #deadline: Pick<Deadline, "putOff">;
  readonly #waitingOn: (descriptors: readonly number[]) => Waiting;
  #heard: readonly DnsEar[] = [];
  #queue = -1;
  #poll: Waiting;
  #toldAtMs = 0;

  /** `waitingOn` opens what waits for descriptors. */
  constructor(
    judge: Judging,
    rules: Rules | undefined,
    doorbell: Pick<Doorbell, "descriptor" | "silence">,
    starter: Pick<Starter<ToJudge, FromJudge>, "take" | "post">,
    deadline: Pick<Deadline, "putOff">,
    waitingOn: (descriptors: readonly number[]) => Waiting = (descriptors) => new Poll(descriptors),
  ) {
    this.#judge = judge;
    this.#rules = rules;
    this.#doorbell = doorbell;
    this.#starter = starter;
    this.#deadline = deadline;
    this.#waitingOn = waitingOn;
    this.#poll = this.#listen();
  }

  run(): void {
    let isMore = false;
    while (!this.#judge.isStopped) {
      this.#deadline.putOff(PROGRESS_SECONDS);
      this.#poll.wait(isMore ? 0 : this.#waitMs());
      this.#judge.clock.check();
      if (this.#poll.isReady(DOORBELL)) this.#serveMessages();
      if (this.#judge.isStopped) return;
      this.#hearOfRules();
      // An interface that went down wakes poll(2) until somebody asks why; the next settings say what comes of it.
      for (const [k, ear] of this.#heard.entries()) if (this.#poll.hasError(EARS + k)) ear.takeError();
      isMore = this.#judgeSome();
      this.#judge.sweepOn();
      this.#tell();
      // A classifier that trapped has left its queues, and taken them anew.
      if (this.#judge.descriptor !== this.#queue) this.#poll = this.#listen();
    }
  }

  #pauseRules(isLoading: boolean): void {
    if (isLoading) this.#rules?.pause();
    else this.#rules?.resume();
  }

  #hearOfRules(): void {
    if (!this.#poll.isReady(RULES) && !this.#poll.hasError(RULES)) return;
    if (this.#rules?.take()) this.#starter.post({ kind: "rulesChanged" });
  }

  #judgeSome(): boolean {
    for (let k = 0; k < BATCHES_PER_TURN; k++) {
      // A batch of QUIC's Initials takes a slow machine a second: those of a turn must not be taken for a standstill.
      this.#deadline.putOff(PROGRESS_SECONDS);
      if (!this.#judge.turn()) return false;
    }
    return true;
  }

  #waitMs(): number {
    const { haste } = this.#judge;
    if (haste === undefined) return WAIT_MAX_MS;
    return haste === "now" ? 0 : HELD_WAIT_MS;
  }

  #serveMessages(): void {
    this.#doorbell.silence();
    for (let message = this.#starter.take(); message !== undefined; message = this.#starter.take())
      if (message.kind === "rulesLoading") this.#pauseRules(message.isLoading);
      else this.#judge.take(message);
    if (this.#judge.isStopped) return;
    const { all } = this.#judge.ears;
    if (all.length !== this.#heard.length || all.some((ear, k) => ear !== this.#heard[k]))
      this.#poll = this.#listen();
  }

  #tell(): void {
    const now = this.#judge.clock.monotonicMs();
    if (now - this.#toldAtMs < TELL_INTERVAL_MS) return;
    this.#toldAtMs = now;
    this.#starter.post({ kind: "counters", counters: this.#judge.counters });
  }

  #listen(): Waiting {
    this.#heard = this.#judge.ears.all;
    this.#queue = this.#judge.descriptor;
    return this.#waitingOn([
      this.#doorbell.descriptor,
      this.#rules?.descriptor ?? NO_DESCRIPTOR,
      this.#queue,
      ...this.#heard.map(({ descriptor }) => descriptor),
    ]);
  }
}
