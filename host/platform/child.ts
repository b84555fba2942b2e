import { type ChildProcess, spawn } from "node:child_process";

/** A program that runs beside this one, and whose output is taken as it comes. */
export class Child {
  readonly #process: ChildProcess;

  constructor(program: string, args: readonly string[]) {
    this.#process = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
  }

  onOutput(listener: (octets: Uint8Array) => void): void {
    this.#process.stdout!.on("data", listener);
  }

  onErrorOutput(listener: (text: string) => void): void {
    this.#process.stderr!.setEncoding("utf8").on("data", listener);
  }

  /** Calls once, with why it ended or could not be started. */
  onEnd(listener: (reason: string) => void): void {
    let isTold = false;
    const tell = (reason: string) => {
      if (!isTold) listener(reason);
      isTold = true;
    };
    this.#process.on("error", (error) => tell(error.message));
    this.#process.on("exit", (status, signal) =>
      tell(signal ? `ended by ${signal}` : `exit status ${status}`),
    );
  }

  signal(signal: "SIGTERM" | "SIGUSR1"): void {
    this.#process.kill(signal);
  }
}
