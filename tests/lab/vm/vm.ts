import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { consoleOf, prepareMachine, REQUEST, sharedOf } from "../../../router-image/vm/machine/machine.ts";
import { claimPlace } from "../../../router-image/vm/machine/places.ts";
import { Program } from "../program.ts";
import { Run } from "../run.ts";
import { PATIENCE_VARIABLE, waitFor } from "../wait.ts";

/** Stands in the environment of what runs inside. */
export const INSIDE_VARIABLE = "BORDERTAP_VM";

export interface VmOptions {
  /** Loaded beforehand; what these need, and what the kernel asks for, comes by itself. */
  readonly modules?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** From its start until it has powered off; 120 s unless told. */
  readonly timeoutMs?: number;
  /** 1,024 unless told; what is written outside SHARED is kept in it as well. */
  readonly memoryMiB?: number;
}

/** What a command left that ran inside. */
export interface VmEnded {
  readonly stdout: string;
  readonly stderr: string;
  /** 125 where the virtual machine could not be made ready for it. */
  readonly status: number;
  /** What the command has left in SHARED, by name. */
  readonly files: ReadonlyMap<string, Buffer>;
  /** Of the kernel and of init. */
  readonly console: string;
  /** Until it had powered off. */
  readonly durationMs: number;
}

const TIMEOUT_MS = 120_000;
const MEMORY_MIB = 1024;
const LISTEN_INTERVAL_MS = 100;
/** Programs start that many times more slowly than outside. */
const PATIENCE = 8;

/**
 * A virtual machine with Debian's kernel, without KVM: for what this machine's kernel lacks. It sees this machine's root
 * (its programs, the repository) and can change nothing of it; it has no network device. Times mean nothing inside.
 */
export class Vm {
  readonly program: Program;
  readonly #run: Run;
  readonly #startMs = performance.now();

  private constructor(run: Run, program: Program, timeoutMs: number) {
    this.#run = run;
    this.program = program;
    const timer = setTimeout(() => program.signal("SIGKILL"), timeoutMs);
    const forget = (): void => clearTimeout(timer);
    program.ended.then(forget, forget);
  }

  /** Boots, runs `command` in the repository's folder as root, and powers off. */
  static async run(command: readonly string[], options?: VmOptions): Promise<VmEnded> {
    const vm = await Vm.start(command, options);
    try {
      return await vm.ended();
    } finally {
      await vm.close();
    }
  }

  /** The same for who wants to listen meanwhile. Always close it; if the process ends before, it ends as well. */
  static async start(command: readonly string[], options: VmOptions = {}): Promise<Vm> {
    const { modules = [], env = {}, timeoutMs = TIMEOUT_MS, memoryMiB = MEMORY_MIB } = options;
    const run = new Run();
    try {
      await waitFor(() => claimPlace(run.folder), "a place for one more virtual machine", timeoutMs);
      const ours = { [INSIDE_VARIABLE]: "1", [PATIENCE_VARIABLE]: `${PATIENCE}` };
      const machine = {
        command,
        modules,
        memoryMiB,
        env: { ...ours, ...env },
        ports: { stdout: 1, stderr: 2 },
      };
      const program = new Program(
        prepareMachine(run.folder, machine),
        { PATH: process.env.PATH },
        run.folder,
      );
      return new Vm(run, program, timeoutMs);
    } catch (error) {
      run.close();
      throw error;
    }
  }

  /** Of standard output, each as soon as it is whole; until the end. */
  async *lines(): AsyncGenerator<string> {
    for (let told = 0; ; ) {
      const { running } = this.program;
      const lines = this.program.stdout.split("\n").slice(told, -1);
      yield* lines;
      told += lines.length;
      if (!running) return;
      await Promise.race([this.program.ended, delay(LISTEN_INTERVAL_MS)]);
    }
  }

  /** Throws where it did not power off by itself, or not in time. */
  async ended(): Promise<VmEnded> {
    const { stdout, stderr, signal } = await this.program.ended;
    const durationMs = Math.round(performance.now() - this.#startMs);
    const console = readOr(consoleOf(this.#run.folder));
    const shared = sharedOf(this.#run.folder);
    const status = readOr(join(shared, "status"));
    if (status === "") {
      const how = signal === null ? "ended" : `was ended by ${signal}`;
      const said = [stdout, stderr, console].map((text) => text.slice(-2000)).join("\n");
      throw new Error(`the virtual machine ${how} after ${durationMs} ms, its command did not:\n${said}`);
    }
    const left = readdirSync(shared).filter((name) => !REQUEST.includes(name));
    const files = new Map(left.map((name) => [name, readFileSync(join(shared, name))]));
    return { stdout, stderr, status: Number(status), files, console, durationMs };
  }

  async close(): Promise<void> {
    if (this.program.running) await this.program.stop("SIGKILL");
    this.#run.close();
  }
}

function readOr(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
}
