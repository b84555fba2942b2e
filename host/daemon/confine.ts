import { OperatorError } from "../errors.ts";
import { SystemError } from "../ffi/errno.ts";
import { replaceProgram } from "../ffi/exec.ts";
import { type RuntimeStart, runtimeStart } from "../platform/runtime.ts";
import type { Log } from "./log.ts";

/**
 * V8 takes its limits when it starts, and by default those of a large machine: young objects alone may fill 48 MiB. The
 * pool compiles and collects; with one thread in it there is one heap of malloc less for each that it lacks.
 */
const OPTIONS = {
  "--max-old-space-size": "96",
  "--max-semi-space-size": "1",
  "--v8-pool-size": "1",
} as const;

/**
 * mallopt(3): glibc gives threads heaps of their own, and moves ever larger blocks into them; all of them keep what they
 * once needed. Copies of counters and pages are such blocks. Other C libraries have no such variables.
 */
const ENVIRONMENT = { MALLOC_ARENA_MAX: "1", MALLOC_MMAP_THRESHOLD_: "131072" } as const;

/** The same program within the limits; undefined where it has them. Those that the operator has set stay. */
export function confined(start: RuntimeStart): RuntimeStart | undefined {
  const given = [...start.options, ...(start.environment.NODE_OPTIONS ?? "").split(/\s+/)];
  const lacking = Object.entries(OPTIONS).filter(
    ([name]) => !given.some((option) => option === name || option.startsWith(`${name}=`)),
  );
  if (lacking.length === 0) return undefined;
  return {
    ...start,
    options: [...start.options, ...lacking.map(([name, value]) => `${name}=${value}`)],
    environment: { ...ENVIRONMENT, ...start.environment },
  };
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
