// Nested prefixes as runs of addresses one after the other, so that one search finds the narrowest.

import { type Address, IPV4_BITS, IPV6_BITS, type Prefix } from "../address.ts";

/** Of each group of devices; undefined where no exception fits. */
export type GroupVerdicts = readonly (number | undefined)[];

/** From its first address on, up to the next run's of the same family. */
export interface AddressRun {
  readonly first: Address;
  readonly verdicts: GroupVerdicts;
}

export interface JudgedPrefix {
  readonly target: Prefix;
  readonly verdicts: GroupVerdicts;
}

const BITS_64 = 64n;
const ALL_64 = 0xffff_ffff_ffff_ffffn;
const V4_MAPPED = 0xffff_0000_0000n;

/** Runs of one family, the first from its first address on; none where there is no prefix of it. Prefixes are distinct. */
export function addressRuns(prefixes: readonly JudgedPrefix[], ipv6: boolean, groups: number): AddressRun[] {
  const bits = ipv6 ? IPV6_BITS : IPV4_BITS;
  const blocks = prefixes
    .filter(({ target }) => target.address.ipv6 === ipv6)
    .map(({ target, verdicts }) => {
      const start = numberOf(target.address);
      return { start, end: start + (1n << BigInt(bits - target.length)), verdicts };
    })
    .sort((a, b) =>
      a.start === b.start ? Number(b.end > a.end) * 2 - 1 : Number(a.start > b.start) * 2 - 1,
    );
  if (blocks.length === 0) return [];

  const none: GroupVerdicts = new Array(groups).fill(undefined);
  const runs = new Map<bigint, GroupVerdicts>([[0n, none]]);
  const open: { end: bigint; verdicts: GroupVerdicts }[] = [];
  const innermost = (): GroupVerdicts => open[open.length - 1]?.verdicts ?? none;
  const closeUpTo = (start: bigint): void => {
    for (let last = open[open.length - 1]; last && last.end <= start; last = open[open.length - 1]) {
      open.pop();
      runs.set(last.end, innermost());
    }
  };
  for (const { start, end, verdicts } of blocks) {
    closeUpTo(start);
    const outer = innermost();
    const own = verdicts.map((verdict, group) => verdict ?? outer[group]);
    runs.set(start, own);
    open.push({ end, verdicts: own });
  }
  const beyond = 1n << BigInt(bits);
  closeUpTo(beyond);
  runs.delete(beyond);
  return [...runs].map(([start, verdicts]) => ({ first: addressOf(start, ipv6), verdicts }));
}

/** The family's own bits. */
function numberOf({ ipv6, high, low }: Address): bigint {
  return ipv6 ? (high << BITS_64) | low : low & ~V4_MAPPED;
}

function addressOf(value: bigint, ipv6: boolean): Address {
  return ipv6
    ? { ipv6, high: value >> BITS_64, low: value & ALL_64 }
    : { ipv6, high: 0n, low: value | V4_MAPPED };
}
