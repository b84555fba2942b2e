import type { FlowQuery } from "../observed.ts";
import type { Ranking } from "../tap/flow-query.ts";

/** Which flows of which tap a page holds. */
export interface PageOfTaps {
  /** By tap: numbers of its flows, in the page's order. */
  readonly numbers: readonly (readonly number[])[];
  /** For each place of the page, the tap whose next flow stands there. */
  readonly order: readonly number[];
}

/** Merges what taps have ranked by the same keys, the greatest first, and cuts the page out. */
export function pageOf(
  rankings: readonly Ranking[],
  { offset, limit }: Pick<FlowQuery, "offset" | "limit">,
): PageOfTaps {
  const heads = rankings.map(() => 0);
  const numbers: number[][] = rankings.map(() => []);
  const order: number[] = [];
  for (let place = 0; order.length < limit; place++) {
    const tap = greatest(rankings, heads);
    if (tap === undefined) break;
    const number = rankings[tap].numbers[heads[tap]++];
    if (place < offset) continue;
    numbers[tap].push(number);
    order.push(tap);
  }
  return { numbers, order };
}

/** Whose next flow goes first; undefined where nobody has one. */
function greatest(rankings: readonly Ranking[], heads: readonly number[]): number | undefined {
  let best: number | undefined;
  for (const [tap, { keys }] of rankings.entries()) {
    if (heads[tap] === keys.length) continue;
    if (best === undefined || keys[heads[tap]] > rankings[best].keys[heads[best]]) best = tap;
  }
  return best;
}
