// The tap's thread: dist/tap.js.

import { AfPacketSource } from "../capture/afpacket.ts";
import type { LiveInterface } from "../capture/live.ts";
import { TcpdumpSource } from "../capture/tcpdump.ts";
import { OperatorError } from "../errors.ts";
import { Doorbell } from "../ffi/doorbell.ts";
import { setNice } from "../ffi/priority.ts";
import { SteadyClock } from "../platform/clock.ts";
import { Starter, threadData } from "../platform/thread.ts";
import { drainRing } from "./drain-ring.ts";
import type { FromTap, TapData, ToTap } from "./messages.ts";
import { RingLoop } from "./ring-loop.ts";
import { Sources } from "./sources.ts";
import { type Post, Tap } from "./tap.ts";

/** A ring holds some hundredths of a second: whoever drains it must not wait for a page that is being rendered. */
const NICE = -10;

const starter = new Starter<ToTap, FromTap>();
const data = threadData<TapData>();
const clock = SteadyClock.from(data.clock);
const post: Post = (message, transfer) => starter.post(message, transfer);

try {
  if (data.doorbell === undefined) runOnPipes();
  else runOnRings(Doorbell.at(data.doorbell));
} catch (error) {
  if (!(error instanceof OperatorError)) throw error;
  post({ kind: "unusable", code: error.code, message: error.message });
  starter.close();
}

/** The thread waits in poll(2), and nothing else runs in it. */
function runOnRings(doorbell: Doorbell): void {
  setNice(NICE);
  const open = (live: LiveInterface) => new AfPacketSource(live, data.options);
  const sources = new Sources(open, (source) => drainRing(source, tap));
  const tap = new Tap(data, clock, sources, post);
  new RingLoop(tap, doorbell, starter).run();
  starter.close();
}

/** Without system calls of our own: tcpdump's output arrives on the event loop. */
function runOnPipes(): void {
  const sources = new Sources((live) => {
    const source = new TcpdumpSource(
      live,
      data.options,
      () => clock.shift,
      (walk) => {
        while (tap.walk(walk));
        tap.tell();
      },
    );
    source.onEnd((reason) => tap.lost(source, `tcpdump: ${reason}`));
    return source;
  });
  const tap = new Tap(data, clock, sources, post);
  starter.onMessage((message) => {
    clock.check();
    tap.take(message);
    if (tap.isStopped) starter.close();
  });
}
