// What iptables and ip6tables have, by the programs that both of their kinds have for it. nft shows such rules without
// their targets.

import { runTool, type ToolEnd } from "../platform/tool.ts";

/** Whatever they are linked as: each is asked by the name of its part. */
const PROGRAMS = ["xtables-nft-multi", "xtables-legacy-multi"] as const;
const PARTS = ["iptables-save", "ip6tables-save"] as const;

/** A listing takes some milliseconds. */
const DURATION_MS = 10_000;
/** Some ten thousand rules. */
const OCTETS_MAX = 2 ** 20;

export interface XtablesListing {
  /** Who was asked, such as "xtables-nft-multi iptables-save". */
  readonly command: string;
  /** As iptables-save(8) writes it. */
  readonly text: string;
  /** Why there may be more than that. */
  readonly failure?: string;
}

export type RunXtables = (program: string, part: string) => Promise<ToolEnd>;

const RUN: RunXtables = (program, part) =>
  runTool(program, [part], "", { durationMs: DURATION_MS, outputOctetsMax: OCTETS_MAX });

/** Of each of the programs that there is. */
export async function xtablesListings(run: RunXtables = RUN): Promise<XtablesListing[]> {
  const asked = PROGRAMS.flatMap((program) => PARTS.map((part) => ({ program, part })));
  const ends = await Promise.all(asked.map(({ program, part }) => run(program, part)));
  return asked.flatMap(({ program, part }, at) => {
    const { isMissing, output } = ends[at];
    return isMissing ? [] : [{ command: `${program} ${part}`, text: output, failure: failureOf(ends[at]) }];
  });
}

function failureOf({ status, message, outputNotKept }: ToolEnd): string | undefined {
  if (status !== 0) return message || `it ended with status ${status}`;
  return outputNotKept > 0 ? `it is longer than ${OCTETS_MAX} octets` : undefined;
}
