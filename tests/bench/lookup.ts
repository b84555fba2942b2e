// How fast the product's lookups are in the full country table, beside a plain binary search of the same ranges in the
// same WebAssembly module. Of random routed addresses most lie in few large ranges; that each range is met as often as any
// other, however small it is, is the worst that a table can be asked.
//
//   node --import tsx tests/bench/lookup.ts [RUNS]

import { merge } from "../../host/geo/build/merge.ts";
import { Numbering } from "../../host/geo/build/numbering.ts";
import type { Segments } from "../../host/geo/build/segments.ts";
import { CountryCodes } from "../../host/geo/codes.ts";
import { type Family, IPV4, IPV6 } from "../../host/geo/family.ts";
import { emptyOpinion } from "../../host/geo/source/opinion.ts";
import { readSource } from "../../host/geo/source/source.ts";
import { fullImage } from "../host/geo/helper/full-table.ts";
import { Lookups } from "../host/geo/helper/lookups.ts";
import { randomKey, randomNumbers } from "../host/geo/helper/random.ts";
import { FIRST, SECOND } from "../host/geo/helper/rows.ts";

/** More than any cache holds of what they lead to. */
const KEYS = 1 << 20;
const RUNS_DEFAULT = 21;
/** Until V8 has optimized everything. */
const WARM_UP_RUNS = 3;
const LOW_64 = 0xffff_ffff_ffff_ffffn;

const codes = new CountryCodes();
const first = emptyOpinion();
for (const path of FIRST) readSource(path, "first", codes, first);
const second = emptyOpinion();
for (const path of SECOND) readSource(path, "second", codes, second);
const overrides = emptyOpinion();

const lookups = new Lookups(fullImage());
const { exports } = lookups;
const { buffer } = exports.memory;
const runs = Number(process.argv[2] ?? RUNS_DEFAULT);
const next = randomNumbers(2026);

const ipv4 = merge(IPV4, { overrides: overrides.ipv4, first: first.ipv4, second: second.ipv4 });
const ipv6 = merge(IPV6, { overrides: overrides.ipv6, first: first.ipv6, second: second.ipv6 });
const numbering = new Numbering([ipv4, ipv6], codes, "");

interface Range {
  readonly start: bigint;
  readonly size: bigint;
}

/** Those with a country, ascending. */
function routedRanges(family: Family, { keys, answers }: Segments): Range[] {
  return keys.flatMap((start, index) => {
    if ((numbering.answer(answers[index]) & 0xff) <= 1) return [];
    const end = index + 1 < keys.length ? keys[index + 1] : family.lastKey + 1n;
    return [{ start, size: end - start }];
  });
}

/** Random addresses, each as likely as any other that is routed. */
function ofAll(ranges: readonly Range[]): bigint[] {
  let routed = 0n;
  const before = ranges.map(({ size }) => {
    routed += size;
    return routed - size;
  });
  return Array.from({ length: KEYS }, () => {
    const at = randomKey(next) % routed;
    let index = 0;
    for (let step = 1 << Math.floor(Math.log2(ranges.length)); step > 0; step >>= 1)
      if (index + step < ranges.length && before[index + step] <= at) index += step;
    return ranges[index].start + at - before[index];
  });
}

/** A random range, then a random address in it. */
function ofRanges(ranges: readonly Range[]): bigint[] {
  return Array.from({ length: KEYS }, () => {
    const { start, size } = ranges[next() % ranges.length];
    return start + (randomKey(next) % size);
  });
}

const DRAWN = { "random addresses": ofAll, "random ranges": ofRanges };

/** Millions of lookups a second, of each run. */
function rates(look: () => number): { rates: number[]; sum: number } {
  let sum = 0;
  for (let run = 0; run < WARM_UP_RUNS; run++) sum = look();
  const measured = Array.from({ length: runs }, () => {
    const start = performance.now();
    look();
    return KEYS / (performance.now() - start) / 1000;
  });
  return { rates: measured.sort((a, b) => a - b), sum };
}

function report(name: string, look: () => number, search: () => number): void {
  const product = rates(look);
  const reference = rates(search);
  if (product.sum !== reference.sum) throw new Error(`${name}: the lookups differ from the search`);
  const [median, plain] = [product, reference].map(({ rates }) => rates[rates.length >> 1]);
  const spread = `${product.rates[0].toFixed(1)}-${product.rates[runs - 1].toFixed(1)}`;
  console.log(
    `${name.padEnd(22)}  ${median.toFixed(1)} M/s (${spread})  search ${plain.toFixed(1)} M/s  ratio ${(median / plain).toFixed(1)}`,
  );
}

new Uint32Array(buffer, exports.starts.value, ipv4.length).set(ipv4.keys.map(Number));
new Uint16Array(buffer, exports.answers.value, ipv4.length).set(
  ipv4.answers.map((answer) => numbering.answer(answer)),
);
const ranges4 = routedRanges(IPV4, ipv4);
for (const [name, draw] of Object.entries(DRAWN)) {
  new Uint32Array(buffer, exports.keys.value, KEYS).set(draw(ranges4).map(Number));
  report(
    `IPv4, ${name}`,
    () => exports.look4(KEYS),
    () => exports.search4(KEYS, ipv4.length),
  );
}

const halves = (keys: readonly bigint[]) => keys.flatMap((key) => [key >> 64n, key & LOW_64]);
new BigUint64Array(buffer, exports.starts.value, 2 * ipv6.length).set(halves(ipv6.keys));
new Uint16Array(buffer, exports.answers.value, ipv6.length).set(
  ipv6.answers.map((answer) => numbering.answer(answer)),
);
const ranges6 = routedRanges(IPV6, ipv6);
for (const [name, draw] of Object.entries(DRAWN)) {
  new BigUint64Array(buffer, exports.keys.value, 2 * KEYS).set(halves(draw(ranges6)));
  report(
    `IPv6, ${name}`,
    () => exports.look6(KEYS),
    () => exports.search6(KEYS, ipv6.length),
  );
}
