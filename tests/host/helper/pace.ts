// Bounds on time. Machines differ, and a test runs beside others: what a bound in milliseconds says of a quiet machine is
// held here as a multiple of fixed work, timed in turn with what is measured.

import type { TestContext } from "node:test";

/** What the fixed work takes on the quiet machine that bounds are written for. */
const QUIET_MS = 15;

/**
 * The time that something takes, as it would be on the quiet machine: the least of some rounds (the first ones warm it up),
 * by the least that the fixed work took between them.
 */
export async function quietMs(context: TestContext, run: () => unknown, rounds = 8): Promise<number> {
  const own: number[] = [];
  const fixed: number[] = [];
  for (let round = 0; round < rounds; round++) {
    fixed.push(await msOf(fixedWork));
    own.push(await msOf(run));
  }
  const [ms, fixedMs] = [Math.min(...own), Math.min(...fixed)];
  context.diagnostic(`${ms.toFixed(1)} ms where fixed work takes ${fixedMs.toFixed(1)} ms`);
  return (ms / fixedMs) * QUIET_MS;
}

async function msOf(run: () => unknown): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}

/** Strings, a map, a sort and garbage, as most of the host's work is. */
function fixedWork(): number {
  const seen = new Map<string, number>();
  for (let k = 0; k < 60_000; k++) {
    const key = `k${(k * 7919) % 20_011}`;
    seen.set(key, (seen.get(key) ?? 0) + 1);
  }
  return [...seen.keys()].sort().length;
}
