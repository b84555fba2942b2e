import type { AfPacketSource } from "../capture/afpacket.ts";
import type { Doorbell } from "../ffi/doorbell.ts";
import { Poll, type Waiting } from "../ffi/socket.ts";
import type { Starter } from "../platform/thread.ts";
import { Gathering, NO_PAUSE, NOTHING_FOUND, type Pause, type Turn } from "./gathering.ts";
import type { FromTap, ToTap } from "./messages.ts";
import type { Tap } from "./tap.ts";

/** Blocks of one interface that are walked before others, and messages, have their turn: some milliseconds. */
const BLOCKS_PER_TURN = 12;
/** Bounds how long a thread that is to be ended is waited for, and how late a step of the clock is noticed. */
const WAIT_MAX_MS = 1000;
/** News that nobody waits for are told so often at most. */
const TELL_INTERVAL_MS = 100;
/** Its place among the descriptors; the sources follow. */
const DOORBELL = 0;

type Ring = Pick<
  AfPacketSource,
  "descriptor" | "blocks" | "wasFull" | "isThirdFull" | "take" | "walk" | "takeError"
>;
interface Tapping
  extends Pick<
    Tap<AfPacketSource>,
    "clock" | "classifier" | "isStopped" | "news" | "take" | "walk" | "tell"
  > {
  readonly sources: { readonly all: readonly Ring[] };
}

/** Waits for blocks and for the doorbell, and serves whichever comes. The thread runs nothing beside it. */
export class RingLoop {
  readonly #tap: Tapping;
  readonly #doorbell: Pick<Doorbell, "descriptor" | "silence">;
  readonly #starter: Pick<Starter<ToTap, FromTap>, "take">;
  readonly #waitingOn: (descriptors: readonly number[]) => Waiting;
  readonly #gathering: Gathering;
  readonly #doorbellPoll: Waiting;
  #heard: readonly Ring[] = [];
  /** An array without elements is of another kind for V8: what reads it would be compiled anew with the next one. */
  #heardCount = 0;
  #poll: Waiting;
  #toldAtMs = 0;

  /** `waitingOn` opens what waits for descriptors. */
  constructor(
    tap: Tapping,
    doorbell: Pick<Doorbell, "descriptor" | "silence">,
    starter: Pick<Starter<ToTap, FromTap>, "take">,
    waitingOn: (descriptors: readonly number[]) => Waiting = (descriptors) => new Poll(descriptors),
  ) {
    this.#tap = tap;
    this.#doorbell = doorbell;
    this.#starter = starter;
    this.#gathering = new Gathering(tap.clock.monotonicMs());
    this.#waitingOn = waitingOn;
    this.#doorbellPoll = waitingOn([doorbell.descriptor]);
    this.#poll = this.#listen();
  }

  run(): void {
    let isMore = false;
    let pause = NO_PAUSE;
    while (!this.#tap.isStopped) {
      // Blocks have come in a pause: nobody has to be asked for them.
      const isRung =
        pause.wholeMs > 0 ? this.#gather(pause) : this.#wait(isMore ? 0 : this.#untilTellingMs());
      this.#tap.clock.check();
      if (isRung) this.#serveMessages();
      const turn = this.#serveBlocks();
      isMore = turn.walked === BLOCKS_PER_TURN;
      if (this.#untilTellingMs() === 0) this.#tell();
      pause = this.#gathering.after(turn, isMore, this.#tap.clock.monotonicMs());
    }
  }

  /** Waits until the doorbell is rung, which it returns, or a block has come. */
  #wait(timeoutMs: number): boolean {
    this.#poll.wait(timeoutMs);
    // An interface that went down wakes poll(2) until somebody asks why; the next settings say what comes of it.
    for (let k = 0; k < this.#heardCount; k++)
      if (this.#poll.hasError(DOORBELL + 1 + k)) this.#heard[k].takeError();
    return this.#poll.isReady(DOORBELL);
  }

  /** Waits until the doorbell is rung, which it returns, the pause is over, or a third of a ring is full. */
  #gather({ wholeMs, sliceMs }: Pause): boolean {
    for (let restMs = wholeMs; restMs > 0; restMs -= sliceMs) {
      this.#doorbellPoll.wait(Math.min(restMs, sliceMs));
      if (this.#doorbellPoll.isReady(DOORBELL)) return true;
      for (let k = 0; k < this.#heardCount; k++) if (this.#heard[k].isThirdFull) return false;
    }
    return false;
  }

  #serveMessages(): void {
    this.#doorbell.silence();
    for (let message = this.#starter.take(); message !== undefined; message = this.#starter.take())
      this.#tap.take(message);
    const { all } = this.#tap.sources;
    if (all.length !== this.#heard.length || all.some((source, k) => source !== this.#heard[k]))
      this.#poll = this.#listen();
  }

  #serveBlocks(): Turn {
    let most = NOTHING_FOUND;
    for (let k = 0; k < this.#heardCount; k++) {
      const source = this.#heard[k];
      let walked = 0;
      let isFull = false;
      while (walked < BLOCKS_PER_TURN && source.take(this.#tap.classifier)) {
        isFull ||= source.wasFull;
        while (this.#tap.walk((classifier) => source.walk(classifier, this.#tap.clock.shift)));
        walked++;
      }
      if (walked > most.walked) most = { walked, isFull, blocks: source.blocks };
    }
    return most;
  }

  #untilTellingMs(): number {
    const { isEmpty, isUrgent } = this.#tap.news;
    if (isEmpty) return WAIT_MAX_MS;
    const untilMs = this.#toldAtMs + TELL_INTERVAL_MS - this.#tap.clock.monotonicMs();
    return isUrgent ? 0 : Math.max(0, Math.ceil(untilMs));
  }

  #tell(): void {
    this.#tap.tell();
    this.#toldAtMs = this.#tap.clock.monotonicMs();
  }

  #listen(): Waiting {
    this.#heard = this.#tap.sources.all;
    this.#heardCount = this.#heard.length;
    return this.#waitingOn([this.#doorbell.descriptor, ...this.#heard.map(({ descriptor }) => descriptor)]);
  }
}
