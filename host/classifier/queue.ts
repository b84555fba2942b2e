import { type Judged, readJudged } from "./judged.ts";
import type { Exports } from "./module.ts";

/** Verdicts as bits of packets' marks. */
export interface QueueMarks {
  /** The bits that are ours. */
  readonly mask: number;
  readonly accept: number;
  readonly wait: number;
  readonly block: number;
  readonly blockAddress: number;
  /** Whether established flows may pass the firewall by. */
  readonly isOffloading: boolean;
}

/** Packets that the kernel keeps until they are judged. Only the router build has them. */
export class PacketQueue {
  readonly #exports: Exports;
  readonly #view: DataView;

  constructor(exports: Exports) {
    this.#exports = exports;
    this.#view = new DataView(exports.memory.buffer);
  }

  /**
   * Takes the packets of a queue in the first `slots` slots of the batch, at the steady time `time`; all events have
   * been taken.
   */
  walk(slots: number, time: bigint): void {
    this.#exports.walkQueue(slots, time);
  }

  /** Answers to the packets of the last `walk`, when its events have been taken; lent until the next call. */
  answer(slots: number): Uint8Array {
    this.#exports.answerQueue(slots);
    return this.#answers;
  }

  /** The same for packets that have been held since `time` or longer. */
  answerHeld(time: bigint): Uint8Array {
    this.#exports.answerHeld(time);
    return this.#answers;
  }

  get #answers(): Uint8Array {
    const { memory, queueAnswers, queueAnswersSize } = this.#exports;
    return new Uint8Array(memory.buffer, queueAnswers.value, queueAnswersSize.value);
  }

  /** Packets that are held. */
  get heldCount(): number {
    return this.#exports.heldCount.value;
  }

  /** What answers write to packets' marks. */
  setMarks({ mask, accept, wait, block, blockAddress, isOffloading }: QueueMarks): void {
    this.#exports.setQueueMarks(mask, accept, wait, block, blockAddress, isOffloading ? 1 : 0);
  }

  /**
   * What the policy says of the flow of a frame in the batch, an Ethernet frame of its opener's, VERDICT_*; with
   * VERDICT_NAME where a name would decide that nobody has said, with VERDICT_DEVICE where its local end has no MAC there.
   * A flow that is not known stays so, and the frame is not counted. Events are to be taken.
   */
  verdictOfFrame(at: number, size: number, time: bigint): number {
    return this.#exports.verdictOfFrame(at, size, time) >>> 0;
  }

  judged(): Judged {
    return readJudged(this.#view, this.#exports.judged.value);
  }
}
