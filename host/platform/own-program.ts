import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { constants, setPriority } from "node:os";

/** How a run of this program ended. */
export interface ProgramEnd {
  /** Undefined where a signal ended it, or it could not be started. */
  readonly status?: number;
  /** The end of what it wrote to standard output. */
  readonly output: string;
  /** And to standard error, or what kept it from running to its end. */
  readonly message: string;
}

export interface ProgramLimits {
  readonly durationMs: number;
  /** Ends it early. */
  readonly signal?: AbortSignal;
}

const TEXT_LENGTH_MAX = 65_536;
/** It goes before everything else when memory runs out (proc_pid_oom_score_adj(5)). */
const OOM_SCORE_ADJ_MAX = "1000";

/** The script that runs now; the same in every thread. */
const BUNDLE = process.argv[1];

/**
 * Runs this program again, beside everything else: a process of its own gives all its memory back. It yields the
 * processor, and memory, to whoever wants them.
 */
export function runOwnProgram(
  command: readonly string[],
  limits: ProgramLimits,
  script = BUNDLE,
): Promise<ProgramEnd> {
  const child = spawn(process.execPath, [script, ...command], {
    stdio: ["ignore", "pipe", "pipe"],
    timeout: limits.durationMs,
    signal: limits.signal,
    killSignal: "SIGKILL",
  });
  if (child.pid !== undefined) yieldAlways(child.pid);
  const texts = { output: "", message: "" };
  for (const [stream, name] of [
    [child.stdout, "output"],
    [child.stderr, "message"],
  ] as const)
    stream.setEncoding("utf8").on("data", (text: string) => {
      texts[name] = (texts[name] + text).slice(-TEXT_LENGTH_MAX);
    });
  return new Promise((resolve) => {
    child.on("error", (error) => resolve({ ...texts, message: error.message }));
    child.on("close", (status, signal) =>
      resolve(
        status === null
          ? { ...texts, message: `it was ended by ${signal}` }
          : { status, output: texts.output, message: texts.message.trim() },
      ),
    );
  });
}

function yieldAlways(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_LOW);
    writeFileSync(`/proc/${pid}/oom_score_adj`, OOM_SCORE_ADJ_MAX);
  } catch {
    // It has ended already, or the system knows no such thing.
  }
}
