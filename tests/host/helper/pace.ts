// Bounds on time. Machines differ, and a test runs beside others: what a bound in milliseconds says of a quiet machine is
// held here as a multiple of fixed work, timed in turn with what is measured.

import type { TestContext } from "node:test";

/** What the fixed work takes on the quiet machine that bounds are written for. */
const QUIET_MS = 15;

/** So many rounds at least, of which the first ones warm it up; and as many as a busy machine is given. */
const ROUNDS_MIN = 8;
const ROUNDS_MAX = 200;
const PATIENCE_MS = 30_000;

/**
 * The time that something takes, as it would be on the quiet machine: the least of some rounds by the least that the fixed
 * work took between them. Where that is more than `boundMs` further rounds follow, for what comes with garbage waits for
 * threads that others keep from running.
 */
export async function quietMs(context: TestContext, run: () => unknown, boundMs: number): Promise<number> {
  const end = performance.now() + PATIENCE_MS;
  let [ms, fixedMs] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const quiet = () => (ms / fixedMs) * QUIET_MS;
  let round = 0;
  for (
    ;
    round < ROUNDS_MIN || (quiet() > boundMs && round < ROUNDS_MAX && performance.now() < end);
    round++
  ) {
    fixedMs = Math.min(fixedMs, await msOf(fixedWork));
    ms = Math.min(ms, await msOf(run));
  }
  context.diagnostic(
    `${ms.toFixed(1)} ms where fixed work takes ${fixedMs.toFixed(1)} ms, least of ${round} rounds`,
  );
  return quiet();
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
