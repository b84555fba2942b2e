import type { Lab } from "../../../lab.ts";

const BACKLOGS = "/proc/net/softnet_stat";
const QUEUES = "/proc/net/netfilter/nfnetlink_queue";
/** Of a line for each processor: packets that wait for it (softnet_seq_show). */
const BACKLOG = 11;
/** Of a line for each queue: packets that wait for a verdict. */
const WAITING = 2;

/**
 * One after the other: what goes from a queue into a backlog between two looks is seen by the third. Without its module
 * there is no file of queues.
 */
const LOOKS = `cat ${BACKLOGS}; echo; cat ${QUEUES} 2>/dev/null; echo; cat ${BACKLOGS}`;

/** Packets that the machine has taken, and neither delivered nor dropped yet. */
export function packetsUnderWay(lab: Lab): number {
  const [before, queues, after] = lab.of("router").runNow(["sh", "-c", LOOKS]).split(/^$/m).map(tableOf);
  return sumOf(before, BACKLOG, 16) + sumOf(queues, WAITING, 10) + sumOf(after, BACKLOG, 16);
}

function tableOf(text: string): string[][] {
  return text
    .split("\n")
    .filter(Boolean)
    .map((line) => line.trim().split(/\s+/));
}

function sumOf(table: readonly (readonly string[])[], column: number, base: number): number {
  return table.reduce((sum, row) => sum + Number.parseInt(row[column], base), 0);
}
