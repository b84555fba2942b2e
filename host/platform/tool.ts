import { spawn, spawnSync } from "node:child_process";

/** How a run of another program ended. */
export interface ToolEnd {
  /** Undefined where a signal ended it, or it could not be started. */
  readonly status?: number;
  /** All that it wrote to standard output, up to the limit; the octets behind it are counted. */
  readonly output: string;
  readonly outputNotKept: number;
  /** The beginning of what it wrote to standard error, or what kept it from running to its end. */
  readonly message: string;
  /** There is no such program. */
  readonly isMissing: boolean;
}

export interface ToolLimits {
  /** It is ended by force after so long. */
  readonly durationMs: number;
  readonly outputOctetsMax: number;
}

const MESSAGE_OCTETS_MAX = 8192;

/** Whatever PATH and the language of the caller are. */
const ENVIRONMENT = { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", LC_ALL: "C" } as const;

/** Octets of a stream, up to a limit. */
class Collected {
  readonly #max: number;
  readonly #parts: Uint8Array[] = [];
  #size = 0;
  notKept = 0;

  constructor(max: number) {
    this.#max = max;
  }

  readonly add = (octets: Uint8Array): void => {
    const kept = octets.subarray(0, this.#max - this.#size);
    this.#parts.push(kept);
    this.#size += kept.length;
    this.notKept += octets.length - kept.length;
  };

  get text(): string {
    return Buffer.concat(this.#parts).toString("utf8");
  }
}

/**
 * Runs a program of the system, in its plain language (LC_ALL=C), with `input` as its standard input. It is looked for
 * where programs of administration are, whatever PATH says. Never rejects.
 */
export function runTool(
  program: string,
  args: readonly string[],
  input: string,
  { durationMs, outputOctetsMax }: ToolLimits,
): Promise<ToolEnd> {
  const child = spawn(program, args, { stdio: ["pipe", "pipe", "pipe"], env: ENVIRONMENT });
  // Node's own would go on where there is no such program, and keep this one from ending.
  const timer = setTimeout(() => child.kill("SIGKILL"), durationMs);
  const output = new Collected(outputOctetsMax);
  const errors = new Collected(MESSAGE_OCTETS_MAX);
  child.stdout.on("data", output.add);
  child.stderr.on("data", errors.add);
  // It may end before it has read everything; then its status tells.
  child.stdin.on("error", () => {}).end(input);
  return new Promise((resolve) => {
    const end = (status: number | undefined, message: string, isMissing = false) => {
      clearTimeout(timer);
      resolve({ status, output: output.text, outputNotKept: output.notKept, message, isMissing });
    };
    child.on("error", (error) =>
      end(undefined, error.message, (error as NodeJS.ErrnoException).code === "ENOENT"),
    );
    child.on("close", (status, signal) => {
      if (status === null) end(undefined, `it was ended by ${signal}`);
      else end(status, errors.text.trim());
    });
  });
}

/**
 * The same while this thread waits: for what is read before there is anything else to do. Messages come whole: what does
 * not fit stands as the message in their place.
 */
export function runToolNow(
  program: string,
  args: readonly string[],
  { durationMs, outputOctetsMax }: ToolLimits,
  input?: string,
): ToolEnd {
  const { status, signal, stdout, stderr, error } = spawnSync(program, args, {
    stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
    input,
    env: ENVIRONMENT,
    timeout: durationMs,
    maxBuffer: outputOctetsMax,
    killSignal: "SIGKILL",
    encoding: "utf8",
  });
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  const end = {
    // What came with the octet that was too many is there as well.
    output: (stdout ?? "").slice(0, outputOctetsMax),
    outputNotKept: code === "ENOBUFS" ? 1 : 0,
    isMissing: code === "ENOENT",
  };
  // It may end before it has read everything; then its status tells.
  if (error && code !== "EPIPE") return { ...end, message: error.message };
  return status === null
    ? { ...end, message: `it was ended by ${signal}` }
    : { ...end, status, message: stderr.trim() };
}
