import { Nft } from "../../../../host/enforce/nft.ts";
import { runTool, type ToolEnd } from "../../../../host/platform/tool.ts";

const QUEUE = /^(\s*)queue.*$/m;

/** What a judge says of packets to a UDP port: the mark's bits. */
export type Verdicts = Readonly<Record<number, number>>;

/**
 * A ruleset with rules in the place of `queue`, which not every kernel has. As with a queue nothing behind them runs in
 * that chain, and a later one reads the mark. A port without verdict is a packet that nobody judges: it passes where
 * the queue has bypass, as the kernel has it.
 */
export function judgedText(text: string, verdicts: Verdicts = {}): string {
  return text.replace(QUEUE, (line, indent: string) =>
    [
      ...Object.entries(verdicts).map(
        ([port, mark]) => `udp dport ${port} meta mark set meta mark & $others | ${mark} accept`,
      ),
      line.includes("bypass") ? "accept" : "drop",
    ]
      .map((rule) => `${indent}${rule}`)
      .join("\n"),
  );
}

/** nft, with that judge in all it is told to load. */
export function judgedNft(verdicts?: Verdicts): Nft {
  return new Nft((args, input) => runNft(args, judgedText(input, verdicts)));
}

export function runNft(args: readonly string[], input = ""): Promise<ToolEnd> {
  return runTool("nft", args, input, { durationMs: 60_000, outputOctetsMax: 2 ** 24 });
}
