import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { waitFor } from "./wait.ts";

/** What a program left that has ended. */
export interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  /** Null where a signal ended it. */
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Characters kept of each stream; the oldest go. */
const OUTPUT_MAX = 1 << 24;
/** A program that has not obeyed SIGTERM by then is killed. */
const OBEDIENCE_MS = 3000;
/** What a program left running may hold its output open: after its end nobody listens for longer. */
const LAST_WORDS_MS = 500;

/** A running program and what it has said so far. */
export class Program {
  readonly ended: Promise<Ended>;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #command: string;
  #stdout = "";
  #stderr = "";

  /** Starts `command`; `input` is all of its standard input. */
  constructor(command: readonly string[], env: NodeJS.ProcessEnv, cwd: string, input = "") {
    const [file, ...rest] = command;
    this.#command = command.join(" ");
    this.#child = spawn(file, rest, { env, cwd });
    this.#child.stdout.setEncoding("utf8").on("data", (text) => {
      this.#stdout = (this.#stdout + text).slice(-OUTPUT_MAX);
    });
    this.#child.stderr.setEncoding("utf8").on("data", (text) => {
      this.#stderr = (this.#stderr + text).slice(-OUTPUT_MAX);
    });
    // A program may end before it has read all of it.
    this.#child.stdin.on("error", () => {});
    this.#child.stdin.end(input);
    this.#child.once("exit", () => {
      const timer = setTimeout(() => this.#deafen(), LAST_WORDS_MS);
      this.#child.once("close", () => clearTimeout(timer));
    });
    this.ended = once(this.#child, "close").then(([status, signal]) => ({
      stdout: this.#stdout,
      stderr: this.#stderr,
      status,
      signal,
    }));
    // Whoever awaits it hears of a program that cannot be started; nobody has to.
    this.ended.catch(() => {});
  }

  get pid(): number {
    return this.#child.pid!;
  }

  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  get stdout(): string {
    return this.#stdout;
  }

  get stderr(): string {
    return this.#stderr;
  }

  /** The first whole line of either stream that holds or matches `wanted`, as soon as it is there. */
  until(wanted: string | RegExp, timeoutMs?: number): Promise<string> {
    const matches = (line: string): boolean =>
      typeof wanted === "string" ? line.includes(wanted) : line.search(wanted) >= 0;
    const find = (): string | undefined => {
      // Asked before the output is read: what it says last still counts.
      const { running } = this;
      const line = [this.#stdout, this.#stderr]
        .flatMap((text) => text.split("\n").slice(0, -1))
        .find(matches);
      if (line === undefined && !running) throw new Error(`ended without "${wanted}": ${this.#account()}`);
      return line;
    };
    return waitFor(find, () => `"${wanted}" of ${this.#account()}`, timeoutMs);
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Sends `signal` and waits for the end; SIGKILL follows where it does not come. */
  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<Ended> {
    this.#child.kill(signal);
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), OBEDIENCE_MS);
    try {
      return await this.ended;
    } finally {
      clearTimeout(timer);
    }
  }

  #deafen(): void {
    this.#child.stdout.destroy();
    this.#child.stderr.destroy();
  }

  #account(): string {
    return `${this.#command}\n${this.#stdout.slice(-2000)}${this.#stderr.slice(-2000)}`;
  }
}
