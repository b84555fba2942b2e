import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Ended, Program } from "./program.ts";
import { configurationOf, folderOf, RUN_ID_VARIABLE } from "./traces.ts";

/** The repository, where everything is started. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

export interface StartOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** All of standard input. */
  readonly input?: string;
}

export interface RunOptions extends StartOptions {
  /** The program is ended after that; 30 s unless told. */
  readonly timeoutMs?: number;
}

/** `ip -j -d link`, as far as it is read here. */
export interface Link {
  readonly ifname: string;
  readonly flags: readonly string[];
  readonly mtu: number;
  readonly address: string;
  /** Which of the namespaces that this one knows holds the other end; absent: this one itself. */
  readonly link_netnsid?: number;
  readonly linkinfo?: { readonly info_kind?: string };
}

/** A network namespace and the programs in it. */
export class Namespace {
  readonly name: string;
  readonly #id: string;
  readonly #programs = new Set<Program>();

  /** Makes it, without any link but lo. */
  constructor(id: string, label: string) {
    this.#id = id;
    this.name = `${id}-${label}`;
    execFileSync("ip", ["netns", "add", this.name]);
    // Names are asked of the lab's router and of nothing else.
    writeFileSync(join(configurationOf(this.name), "nsswitch.conf"), "hosts: files dns\n");
    writeFileSync(join(configurationOf(this.name), "hosts"), "127.0.0.1 localhost\n::1 localhost\n");
    this.nameServer();
    this.ip("link set lo up");
  }

  /** A file that stands for /etc/resolv.conf in it. */
  get resolvConf(): string {
    return join(configurationOf(this.name), "resolv.conf");
  }

  /** Asks `address` for names, or nobody. */
  nameServer(address?: string): void {
    writeFileSync(this.resolvConf, address === undefined ? "" : `nameserver ${address}\n`);
  }

  /** One ip(8) command a line, without the leading `ip`. */
  ip(...lines: readonly string[]): void {
    execFileSync("ip", ["-n", this.name, "-batch", "-"], {
      input: `${lines.join("\n")}\n`,
      stdio: ["pipe", "ignore", "pipe"],
    });
  }

  /** What an ip(8) command answers as JSON. */
  ask<T>(...command: readonly string[]): T {
    const text = execFileSync("ip", ["-n", this.name, "-j", ...command], {
      stdio: "pipe",
      encoding: "utf8",
    });
    return JSON.parse(text || "[]");
  }

  links(): Link[] {
    return this.ask("-d", "link");
  }

  sysctl(settings: Readonly<Record<string, number>>): void {
    this.runNow(["sysctl", "-qw", ...Object.entries(settings).map(([key, value]) => `${key}=${value}`)]);
  }

  /** Runs a short command that must succeed. */
  runNow(command: readonly string[], input = ""): string {
    const [file, ...rest] = this.#within(command);
    return execFileSync(file, rest, {
      env: this.environment(),
      cwd: ROOT,
      input,
      stdio: "pipe",
      encoding: "utf8",
    });
  }

  async run(command: readonly string[], { timeoutMs = 30_000, ...options }: RunOptions = {}): Promise<Ended> {
    const program = this.start(command, options);
    const timer = setTimeout(() => program.signal("SIGKILL"), timeoutMs);
    try {
      return await program.ended;
    } finally {
      clearTimeout(timer);
    }
  }

  start(command: readonly string[], { env, input }: StartOptions = {}): Program {
    const program = new Program(this.#within(command), { ...this.environment(), ...env }, ROOT, input);
    this.#programs.add(program);
    const forget = (): boolean => this.#programs.delete(program);
    program.ended.then(forget, forget);
    return program;
  }

  /** Runs a command that has our terminal for its own; returns its exit status. */
  async interact(command: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<number> {
    const [file, ...rest] = this.#within(command);
    const terminal = process.env.TERM === undefined ? {} : { TERM: process.env.TERM };
    const options = { env: { ...this.environment(), ...terminal, ...env }, cwd: ROOT } as const;
    const [status, signal] = await once(spawn(file, rest, { ...options, stdio: "inherit" }), "close");
    return status ?? 128 + constants.signals[signal as NodeJS.Signals];
  }

  async stopAll(): Promise<void> {
    await Promise.all([...this.#programs].map((program) => program.stop()));
  }

  /** An environment of its own, so that no proxy or rc file of the machine is obeyed. */
  environment(): Record<string, string> {
    return {
      PATH: `${dirname(process.execPath)}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`,
      HOME: folderOf(this.#id),
      TMPDIR: folderOf(this.#id),
      LC_ALL: "C",
      RESOLV_CONF: this.resolvConf,
      [RUN_ID_VARIABLE]: this.#id,
    };
  }

  /** Both programs become `command`: its process is the one that was started, and it ends when we do. */
  #within(command: readonly string[]): string[] {
    return ["setpriv", "--pdeathsig", "KILL", "ip", "netns", "exec", this.name, ...command];
  }
}
