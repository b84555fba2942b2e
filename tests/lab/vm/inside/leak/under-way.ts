import type { Lab } from "../../../lab.ts";
import { queuesIn, waitingIn } from "./kernel-queue.ts";

const BACKLOGS = "/proc/net/softnet_stat";
const QUEUES = "/proc/net/netfilter/nfnetlink_queue";
/** Of a line for each processor: packets that wait for it (softnet_seq_show). */
const BACKLOG = 11;

/**
 * One after the other: what goes from a queue into a backlog between two looks is seen by the third. Without its module
 * there is no file of queues.
 */
const LOOKS = `cat ${BACKLOGS}; echo; cat ${QUEUES} 2>/dev/null; echo; cat ${BACKLOGS}`;

/** Packets that the machine has taken, and neither delivered nor dropped yet. */
export function packetsUnderWay(lab: Lab): number {
  const [before, queues, after] = lab.of("router").runNow(["sh", "-c", LOOKS]).split(/^$/m);
  return backlogIn(before) + waitingIn(queuesIn(queues)) + backlogIn(after);
}

/** Of those, packets that wait for a processor. */
export function packetsInBacklogs(lab: Lab): number {
  return backlogIn(lab.of("router").runNow(["cat", BACKLOGS]));
}

function backlogIn(text: string): number {
  const lines = text.split("\n").filter(Boolean);
  return lines.reduce((sum, line) => sum + Number.parseInt(line.trim().split(/\s+/)[BACKLOG], 16), 0);
}
