import type { Channel } from "../../../../host/netlink/channel.ts";

type Answer = Uint8Array | "overrun";

/** A kernel that answers each request with what it was given for it. */
export class FakeChannel implements Channel {
  readonly sent: Uint8Array[] = [];
  closed = false;
  readonly #waiting: Answer[] = [];
  readonly #answers: ((sequence: number) => Answer[])[];

  /** `answers` are those to the requests, in their order; each is told the sequence number that it belongs to. */
  constructor(...answers: ((sequence: number) => Answer[])[]) {
    this.#answers = answers;
  }

  /** What happens without a request. */
  tell(...answers: Answer[]): void {
    this.#waiting.push(...answers);
  }

  send(octets: Uint8Array): void {
    this.sent.push(octets);
    const sequence = new DataView(octets.buffer, octets.byteOffset).getUint32(8, true);
    this.#waiting.push(...(this.#answers.shift()?.(sequence) ?? []));
  }

  receive(): Answer | undefined {
    return this.#waiting.shift();
  }

  close(): void {
    this.closed = true;
  }
}
