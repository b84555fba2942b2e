import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { ROOT } from "../namespace.ts";
import { Program } from "../program.ts";
import { Run } from "../run.ts";
import { PATIENCE_VARIABLE, waitFor } from "../wait.ts";
import { commandLine } from "./hardware.ts";
import { initramfs } from "./initramfs.ts";
import { prepareKernel } from "./kernel.ts";
import { claimPlace } from "./places.ts";
import { quoted } from "./quoted.ts";

/** A folder inside, of which every file comes back. */
export const SHARED = "/run/shared";

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
/** Ours in SHARED. */
const REQUEST = ["repository", "kernel", "modules", "command", "status"];

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
    const kernel = prepareKernel();
    const run = new Run();
    try {
      await waitFor(() => claimPlace(run), "a place for one more virtual machine", timeoutMs);
      const hardware = {
        kernel,
        memoryMiB,
        initramfs: join(run.folder, "initramfs"),
        shared: sharedOf(run),
        console: consoleOf(run),
      };
      writeFileSync(hardware.initramfs, initramfs(kernel));
      mkdirSync(hardware.shared);
      const request = {
        repository: `${ROOT}\n`,
        kernel: `${kernel.folder}\n`,
        modules: modules.map((module) => `${module}\n`).join(""),
        command: script(command, env),
      };
      for (const [name, text] of Object.entries(request)) writeFileSync(join(hardware.shared, name), text);
      const program = new Program(commandLine(hardware), { PATH: process.env.PATH }, run.folder);
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
    const console = readOr(consoleOf(this.#run));
    const shared = sharedOf(this.#run);
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

function sharedOf({ folder }: Run): string {
  return join(folder, "shared");
}

function consoleOf({ folder }: Run): string {
  return join(folder, "console");
}

function readOr(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
}

/** For sh(1). */
function script(command: readonly string[], env: Readonly<Record<string, string>>): string {
  const path = `${dirname(process.execPath)}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`;
  const plain = { PATH: path, HOME: "/tmp", TMPDIR: "/tmp", LC_ALL: "C" };
  const ours = { [INSIDE_VARIABLE]: "1", [PATIENCE_VARIABLE]: `${PATIENCE}` };
  const lines = Object.entries({ ...plain, ...ours, ...env }).map(
    ([name, value]) => `export ${name}=${quoted(value)}`,
  );
  return [...lines, `cd ${quoted(ROOT)}`, `exec ${command.map(quoted).join(" ")}`, ""].join("\n");
}
