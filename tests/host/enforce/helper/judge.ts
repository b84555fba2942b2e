import { execFileSync } from "node:child_process";
import { Nft } from "../../../../host/enforce/nft.ts";
import { runTool, type ToolEnd } from "../../../../host/platform/tool.ts";

const QUEUE = /^(\s*)queue.*$/m;
const PROBE =
  "table inet probe {\n\tchain probe {\n\t\ttype filter hook forward priority 0;\n\t\tqueue to 0\n\t}\n}\n";

/** What a judge says of packets to a UDP port: the mark's bits. */
export type Verdicts = Readonly<Record<number, number>>;

let found: boolean | undefined;

/** Not every kernel has nft's queue. */
export function hasQueue(): boolean {
  if (found === undefined)
    try {
      execFileSync("nft", ["-c", "-f", "-"], { input: PROBE, stdio: ["pipe", "ignore", "ignore"] });
      found = true;
    } catch {
      found = false;
    }
  return found;
}

/**
 * A ruleset with a judge of rules before its `queue`: as with a queue nothing behind them runs in that chain, and a
 * later one reads the mark. A packet to another port is one that nobody judges. Where the kernel has no queue, what it
 * would do with that packet stands in its place.
 */
export function judgedText(text: string, verdicts: Verdicts = {}): string {
  return text.replace(QUEUE, (line, indent: string) => {
    const judge = Object.entries(verdicts).map(
      ([port, mark]) => `${indent}udp dport ${port} meta mark set meta mark & $others | ${mark} accept`,
    );
    const unheard = `${indent}${line.includes("bypass") ? "accept" : "drop"}`;
    return [...judge, hasQueue() ? line : unheard].join("\n");
  });
}

/** nft, with that judge in all it is told to load. */
export function judgedNft(verdicts?: Verdicts): Nft {
  return new Nft((args, input) => runNft(args, judgedText(input, verdicts)));
}

export function runNft(args: readonly string[], input = ""): Promise<ToolEnd> {
  return runTool("nft", args, input, { durationMs: 60_000, outputOctetsMax: 2 ** 24 });
}
