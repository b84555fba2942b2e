import { readFileSync } from "node:fs";
import type { Enforcement } from "../../../../host/enforce/enforcement.ts";
import { rulesetText } from "../../../../host/enforce/ruleset.ts";
import { enforcementOf } from "./enforcement.ts";

export const DOCUMENTS_PATH = new URL("../rulesets.md", import.meta.url);

/** Every fail mode x refuse mode x offload, and what else changes the text; the first is the one that all differ from. */
export function variants(): [string, Enforcement][] {
  const all: [string, Partial<Enforcement>][] = (["last-good", "open", "closed"] as const).flatMap(
    (failMode) =>
      (["reject", "drop"] as const).flatMap((refuseMode) =>
        [false, true].map((offload): [string, Partial<Enforcement>] => [
          `fail ${failMode}, refuse ${refuseMode}, offload ${offload ? "on" : "off"}`,
          { failMode, refuseMode, offload },
        ]),
      ),
  );
  all.push(
    ["the router's own output too", { routerOutput: true }],
    ["four queues", { queues: { first: 8, count: 4 } }],
    ["four queues, fail closed", { queues: { first: 8, count: 4 }, failMode: "closed" }],
    ["two interfaces, the next policy", { inward: ["br-lan", "br-guest.7", "br-lan"], policyVersion: 18 }],
    ["nothing to block", { lastGood: [] }],
  );
  return all.map(([title, differing]) => [title, enforcementOf(differing)]);
}

/** All of them as one document: the first in full, of the others the lines in which they differ. */
export function documents(): string {
  const [[title, first], ...others] = variants();
  const base = rulesetText(first);
  return [
    "# Rulesets",
    "",
    "What `bordertap nft` prints. Written by `node --import tsx tests/host/enforce/helper/write-documents.ts`.",
    "",
    `## ${title}`,
    "",
    "```",
    `${base}\`\`\``,
    ...others.flatMap(([name, enforcement]) => [
      "",
      `## ${name}`,
      "",
      "```diff",
      ...differences(base.split("\n"), rulesetText(enforcement).split("\n")),
      "```",
    ]),
    "",
  ].join("\n");
}

export function writtenDocuments(): string {
  return readFileSync(DOCUMENTS_PATH, "utf8");
}

/** Lines that one has and the other not, by their longest common subsequence. */
function differences(one: readonly string[], other: readonly string[]): string[] {
  const lengths = Array.from({ length: one.length + 1 }, () => new Uint16Array(other.length + 1));
  for (let i = one.length - 1; i >= 0; i--)
    for (let j = other.length - 1; j >= 0; j--)
      lengths[i][j] =
        one[i] === other[j] ? lengths[i + 1][j + 1] + 1 : Math.max(lengths[i + 1][j], lengths[i][j + 1]);
  const lines: string[] = [];
  let i = 0;
  let j = 0;
  while (i < one.length || j < other.length) {
    if (i < one.length && j < other.length && one[i] === other[j]) {
      i++;
      j++;
    } else if (j === other.length || (i < one.length && lengths[i + 1][j] >= lengths[i][j + 1])) {
      lines.push(`-${one[i++]}`);
    } else {
      lines.push(`+${other[j++]}`);
    }
  }
  return lines;
}
