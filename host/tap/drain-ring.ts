import type { AfPacketSource } from "../capture/afpacket.ts";
import { Poll } from "../ffi/socket.ts";
import { NS_PER_MS } from "../nanoseconds.ts";
import type { Tap } from "./tap.ts";

/** The kernel hands a block that is not full over after 60 ms; a busy one needs longer. */
const LAST_BLOCK_MS = 250;

/** Walks what a ring still holds that is about to be closed, so that frames end up either counted or dropped. */
export function drainRing(source: AfPacketSource, tap: Tap<AfPacketSource>): void {
  source.deafen();
  const poll = new Poll([source.descriptor]);
  const deadline = tap.clock.steadyNow() + BigInt(LAST_BLOCK_MS) * NS_PER_MS;
  while (source.waiting > 0) {
    if (source.take(tap.classifier))
      while (tap.walk((classifier) => source.walk(classifier, tap.clock.shift)));
    else if (tap.clock.steadyNow() < deadline) poll.wait(LAST_BLOCK_MS);
    else return;
    // An interface that is gone would wake poll(2) at once, again and again.
    if (poll.hasError(0)) source.takeError();
  }
}
