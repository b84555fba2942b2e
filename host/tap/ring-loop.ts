import type { AfPacketSource } from "../capture/afpacket.ts";
import type { Doorbell } from "../ffi/doorbell.ts";
import { Poll } from "../ffi/socket.ts";
import type { Starter } from "../platform/thread.ts";
import { Gathering, NOTHING_FOUND, type Turn } from "./gathering.ts";
import type { FromTap, ToTap } from "./messages.ts";
import type { Tap } from "./tap.ts";

/** Blocks of one interface that are walked before others, and messages, have their turn: some milliseconds. */
const BLOCKS_PER_TURN = 8;
/** Bounds how long a thread that is to be ended is waited for, and how late a step of the clock is noticed. */
const WAIT_MAX_MS = 1000;
/** News that nobody waits for are told so often at most. */
const TELL_INTERVAL_MS = 100;
/** Its place among the descriptors; the sources follow. */
const DOORBELL = 0;

/** Waits for blocks and for the doorbell, and serves whichever comes. The thread runs nothing beside it. */
export class RingLoop {
  readonly #tap: Tap<AfPacketSource>;
  readonly #doorbell: Doorbell;
  readonly #starter: Starter<ToTap, FromTap>;
  readonly #gathering = new Gathering(performance.now());
  readonly #doorbellPoll: Poll;
  #heard: readonly AfPacketSource[] = [];
  #poll: Poll;
  #toldAtMs = 0;

  constructor(tap: Tap<AfPacketSource>, doorbell: Doorbell, starter: Starter<ToTap, FromTap>) {
    this.#tap = tap;
    this.#doorbell = doorbell;
    this.#starter = starter;
    this.#doorbellPoll = new Poll([doorbell.descriptor]);
    this.#poll = this.#listen();
  }

  run(): void {
    let isMore = false;
    while (!this.#tap.isStopped) {
      this.#poll.wait(isMore ? 0 : this.#untilTellingMs());
      this.#tap.clock.check();
      if (this.#poll.isReady(DOORBELL)) this.#serveMessages();
      const turn = this.#serveBlocks();
      isMore = turn.walked === BLOCKS_PER_TURN;
      if (this.#untilTellingMs() === 0) this.#tell();
      const gatheringMs = this.#gathering.after(turn, isMore, performance.now());
      if (gatheringMs > 0) this.#doorbellPoll.wait(gatheringMs);
    }
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
    for (const [k, source] of this.#heard.entries()) {
      // An interface that went down wakes poll(2) until somebody asks why; the next settings say what comes of it.
      if (this.#poll.hasError(DOORBELL + 1 + k)) source.takeError();
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
    return isUrgent ? 0 : Math.max(0, Math.ceil(this.#toldAtMs + TELL_INTERVAL_MS - performance.now()));
  }

  #tell(): void {
    this.#tap.tell();
    this.#toldAtMs = performance.now();
  }

  #listen(): Poll {
    this.#heard = this.#tap.sources.all;
    return new Poll([this.#doorbell.descriptor, ...this.#heard.map(({ descriptor }) => descriptor)]);
  }
}
