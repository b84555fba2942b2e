// The judge's thread: dist/judge.js.

import { DnsEar } from "../capture/dns-ear.ts";
import { OperatorError } from "../errors.ts";
import { Deadline } from "../ffi/deadline.ts";
import { Doorbell } from "../ffi/doorbell.ts";
import { setNice } from "../ffi/priority.ts";
import { SteadyClock } from "../platform/clock.ts";
import { Starter, threadData } from "../platform/thread.ts";
import { Sources } from "../tap/sources.ts";
import { Judge } from "./judge.ts";
import type { FromJudge, JudgeData, ToJudge } from "./messages.ts";
import { QueueLoop } from "./queue-loop.ts";

/** Packets wait for it: before taps and everything else. */
const NICE = -15;
/**
 * A judge that makes no progress for so long is ended with its process, as nothing else ends the wait of packets:
 * what is queued is dropped as long as somebody listens, and be it a program that was stopped.
 */
const PROGRESS_SECONDS = 2;

const starter = new Starter<ToJudge, FromJudge>();
const data = threadData<JudgeData>();

try {
  setNice(NICE);
  const ears = new Sources((live) => new DnsEar(live));
  const judge = new Judge(data.settings, SteadyClock.from(data.clock), ears, (message) =>
    starter.post(message),
  );
  const deadline = new Deadline(PROGRESS_SECONDS);
  new QueueLoop(judge, Doorbell.at(data.doorbell), starter, deadline).run();
  deadline.close();
} catch (error) {
  if (!(error instanceof OperatorError)) throw error;
  starter.post({ kind: "unusable", code: error.code, message: error.message });
}
starter.close();
