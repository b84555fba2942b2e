// The judge's thread: dist/judge.js.

import { DnsEar } from "../capture/dns-ear.ts";
import { RulesetEvents } from "../enforce/ruleset-events.ts";
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

const starter = new Starter<ToJudge, FromJudge>();
const data = threadData<JudgeData>();

const deadline = Deadline.at(data.deadline);
try {
  setNice(NICE);
  const ears = new Sources((live) => new DnsEar(live));
  const clock = SteadyClock.from(data.clock);
  const rules = RulesetEvents.open();
  const judge = new Judge(data.settings, clock, ears, deadline, (message) => starter.post(message));
  new QueueLoop(judge, rules, Doorbell.at(data.doorbell), starter, deadline).run();
} catch (error) {
  if (!(error instanceof OperatorError)) throw error;
  starter.post({ kind: "unusable", code: error.code, message: error.message });
} finally {
  deadline.callOff();
}
starter.close();
