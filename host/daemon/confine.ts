import { OperatorError } from "../errors.ts";
import { SystemError } from "../ffi/errno.ts";
import { replaceProgram } from "../ffi/exec.ts";
import { type RuntimeStart, runtimeStart } from "../platform/runtime.ts";
import type { Log } from "./log.ts";

/**
 * V8 takes its limits when it starts, and by default those of a large machine: young objects alone may fill 48 MiB. The
 * pool compiles and collects; with one thread in it there is one heap of malloc less for each that it lacks. Optimized for
 * size, a heap grows less before it is collected; code is compiled as ever. The memory reducer, which collects a heap in full
 * up to three times once less is allocated than before, then spares nothing. A classifier is compiled when it is loaded, not
 * when the first frames wait for it: a ring that holds 30 ms of them would be half full by then.
 */
const OPTIONS = [
  "--max-old-space-size=96",
  "--max-semi-space-size=1",
  "--optimize-for-size",
  "--no-memory-reducer",
  "--no-wasm-lazy-compilation",
  "--v8-pool-size=1",
];

/**
 * mallopt(3): glibc gives threads heaps of their own, and moves ever larger blocks into them; all of them keep what they
 * once needed. Copies of counters and pages are such blocks. Other C libraries have no such variables.
 */
const ENVIRONMENT = { MALLOC_ARENA_MAX: "1", MALLOC_MMAP_THRESHOLD_: "131072" } as const;

/** The same program within the limits; undefined where it has them. Those that the operator has set stay. */
export function confined(start: RuntimeStart): RuntimeStart | undefined {
  const given = [...start.options, ...(start.environment.NODE_OPTIONS ?? "").split(/\s+/)];
  const names = new Set(given.map(nameOf));
  const lacking = OPTIONS.filter((option) => !names.has(nameOf(option)));
  if (lacking.length === 0) return undefined;
  return {
    ...start,
    options: [...start.options, ...lacking],
    environment: { ...ENVIRONMENT, ...start.environment },
  };
}

/** Of an option of V8's, with a value or as a negation. */
function nameOf(option: string): string {
  return option.replace(/=.*/s, "").replace(/^--no-/, "--");
}

/** Starts the program anew within limits, in the same process; goes on without them where that cannot be. */
export function confine(log: Log): void {
  const wanted = confined(runtimeStart());
  if (!wanted) return;
  const { path, options, command, environment } = wanted;
  try {
    const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
    replaceProgram(path, [path, ...options, ...command], variables);
  } catch (error) {
    if (!(error instanceof SystemError) && !(error instanceof OperatorError)) throw error;
    log.warning("memory is not limited", { reason: error.message });
  }
}
