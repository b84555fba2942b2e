// What passes while nobody judges: as the rules count it, and as it is counted behind them.

import assert from "node:assert/strict";
import { PREFIXES } from "./cell.ts";
import type { Row } from "./leak-table.ts";
import { QUIET, type Scene } from "./scene.ts";

/** bordertap's own bits of marks. */
const OURS = "0xff000000";

/**
 * Else the router drops what conntrack calls invalid, after the rules have let it by; and itself resets connections that
 * a sweep has ended, in the address that its packets have as well.
 */
const ALL_PASSES = `flush chain inet lab forward
${QUIET}`;

/**
 * Sends as Scene.send does. Throws where the rules have counted as not judged anything else than what passed so: what
 * arrived of blocked flows, and what passed of others without a verdict. Returns how many packets they have counted.
 */
export async function sendCounted(scene: Scene, ...plan: Parameters<Scene["send"]>): Promise<number> {
  const { unjudged, arrived, unmarked } = await sent(scene, plan);
  const parts = `${arrived} of blocked flows, ${unmarked.text} of others`;
  assert.equal(unjudged, arrived + unmarked.packets, `${plan[0].event}: ${parts} passed without a verdict`);
  return unjudged;
}

/**
 * The same around a start, or where a classifier is replaced. A judge answers before its rules are there: the rules before
 * them obey a verdict of another version for its packet, and do not keep it, so that flows without a mark may have been
 * judged.
 */
export async function sendAtStart(scene: Scene, ...plan: Parameters<Scene["send"]>): Promise<number> {
  const { unjudged, arrived, unmarked } = await sent(scene, plan);
  const parts = `${unjudged} not judged, ${arrived} of blocked flows, ${unmarked.text} of others without a mark`;
  if (unmarked.packets > 0) console.log(`${plan[0].event}, fail ${plan[0].fail}: ${parts}`);
  assert.ok(unjudged >= arrived && unjudged <= arrived + unmarked.packets, `${plan[0].event}: ${parts}`);
  return unjudged;
}

async function sent(scene: Scene, plan: Parameters<Scene["send"]>) {
  scene.lab.of("router").runNow(["nft", "-f", "-"], ALL_PASSES);
  const others = new Unmarked(scene);
  const before = counterOf(scene, "bordertap", "unjudged");
  try {
    const rows = await scene.send(...plan);
    const unjudged = counterOf(scene, "bordertap", "unjudged") - before;
    const arrived = rows.reduce((sum, row: Row) => sum + row.arrived.packets, 0);
    return { unjudged, arrived, unmarked: others.read() };
  } finally {
    others.end();
  }
}

export function counterOf({ lab }: Scene, table: string, name: string): number {
  const text = lab.of("router").runNow(["nft", "list", "counter", "inet", table, name]);
  return Number(/packets (\d+)/.exec(text)![1]);
}

/**
 * Packets of flows that are to pass, and bear no verdict behind the rules. Counted in FORWARD, where the router's own
 * resets never come, and by iptables, which is hidden from the daemon: it would not share its bits.
 */
class Unmarked {
  readonly #scene: Scene;

  constructor(scene: Scene) {
    this.#scene = scene;
    this.#each((program, prefix, protocols) => {
      for (const protocol of protocols)
        this.#run([program, "-t", TABLE, "-A", ...RULE, "-p", protocol, "-d", prefix]);
    });
  }

  /** `text` says of which protocols. */
  read(): { readonly packets: number; readonly text: string } {
    const counted = this.#each((program, _, protocols) => {
      const [, , ...lines] = this.#run([program, "-t", TABLE, "-nvxL", CHAIN]).split("\n");
      return protocols.map((protocol, k) => ({ protocol, packets: Number(lines[k].trim().split(/\s+/)[0]) }));
    }).flat();
    const packets = counted.reduce((sum, one) => sum + one.packets, 0);
    const parts = counted.filter((one) => one.packets > 0).map((one) => `${one.protocol} ${one.packets}`);
    return { packets, text: [packets, ...parts].join(" ") };
  }

  end(): void {
    this.#each((program) => this.#run([program, "-t", TABLE, "-F", CHAIN]));
  }

  #each<T>(look: (program: string, prefix: string, protocols: readonly string[]) => T): T[] {
    return FAMILIES.map(([program, ...protocols], k) => look(program, PREFIXES.NL[k], protocols));
  }

  #run(command: readonly string[]): string {
    return this.#scene.lab.of("router").runNow(command);
  }
}

const FAMILIES = [
  ["iptables", "tcp", "udp", "icmp"],
  ["ip6tables", "tcp", "udp", "icmpv6"],
] as const;
const [TABLE, CHAIN] = ["security", "FORWARD"];
const RULE = [CHAIN, "-m", "connmark", "--mark", `0/${OURS}`];
