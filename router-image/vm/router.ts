import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Duplex, Readable } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { CLONE } from "../package/clone.ts";
import { CLIENTS } from "./hosts.ts";
import { consoleOf, prepareMachine, SHARED, sharedOf } from "./machine/machine.ts";
import { claimPlace } from "./machine/places.ts";
import { createRunFolder } from "./machine/run-folder.ts";
import { ENDPOINT_PORT } from "./port.ts";
import { PACKAGE, provide, providePackage } from "./provisions.ts";

const BOOT = fileURLToPath(new URL("inside/boot.sh", import.meta.url));
/** koffi's native half for this machine's libc, in which Node.js runs inside. */
const KOFFI = join(CLONE, "dist/koffi/linux_x64.node");

/** Its kernel brings the rest itself, where rules and links ask for it. */
const MODULES = ["virtio_net", "nft_queue", "nft_flow_offload", "nft_ct", "nft_masq", "nf_conntrack_netlink"];
const MEMORY_MIB = 1024;

/** Descriptors of QEMU's process. */
const PORTS = { stdout: 1, stderr: 2, control: 3 } as const;
const TERMINAL = 4;

const BOOT_MAX_MS = 600_000;
const END_MAX_MS = 30_000;
const ASK_INTERVAL_MS = 250;
/** Octets of what was said that are kept, each. */
const TOLD_MAX = 4000;
const ENDED_EARLY = "ended before it was up";

export interface RouterOptions {
  /** Of this machine's loopback. */
  readonly port: number;
  /** Whether there is a shell on a terminal. */
  readonly shell: boolean;
  readonly say: (line: string) => void;
  /** Aborts where it is no longer wanted. */
  readonly asked: AbortSignal;
}

/** A router in a virtual machine. Always end it; if the process ends before, it ends as well. */
export class RouterVm {
  readonly port: number;
  readonly token: string;
  /** Here. */
  readonly tokenFile: string;
  readonly #folder: string;
  readonly #process: ChildProcess;
  readonly #ended: Promise<unknown>;
  #isReady = false;
  #errors = "";

  private constructor(
    folder: string,
    token: string,
    process: ChildProcess,
    { port, say }: Pick<RouterOptions, "port" | "say">,
  ) {
    this.#folder = folder;
    this.#process = process;
    this.port = port;
    this.token = token;
    this.tokenFile = join(sharedOf(folder), "token");
    this.#ended = once(process, "close");
    process.stderr!.setEncoding("utf8").on("data", (text) => {
      this.#errors = (this.#errors + text).slice(-TOLD_MAX);
    });
    createInterface(process.stdout as Readable).on("line", (line) => {
      if (line === "ready") this.#isReady = true;
      else say(line);
    });
  }

  /** Returns when its endpoint answers. */
  static async start({ shell, asked, ...options }: RouterOptions): Promise<RouterVm> {
    const folder = createRunFolder();
    await untilPlace(folder, options.say, asked);
    const token = await provide(sharedOf(folder));
    const { columns = 80, rows = 24 } = process.stdout;
    const [file, ...words] = prepareMachine(folder, {
      command: ["/bin/sh", BOOT, join(SHARED, PACKAGE), KOFFI, ...CLIENTS],
      env: {
        DOOR: `${options.port}`,
        TERMINAL: shell ? "/dev/hvc0" : "",
        COLUMNS: `${columns}`,
        LINES: `${rows}`,
      },
      modules: MODULES,
      memoryMiB: MEMORY_MIB,
      ports: PORTS,
      terminal: shell ? TERMINAL : undefined,
      door: { port: options.port, inside: ENDPOINT_PORT },
    });
    // A group of its own: the terminal's signals are ours alone.
    const machine = spawn(file, words, {
      cwd: folder,
      env: { PATH: process.env.PATH },
      detached: true,
      stdio: ["ignore", ...Array(shell ? 4 : 3).fill("pipe")],
    });
    const router = new RouterVm(folder, token, machine, options);
    try {
      // While it boots.
      providePackage(sharedOf(folder));
      await router.#untilItAnswers(asked);
      return router;
    } catch (error) {
      await router.end();
      if (asked.aborted) throw error;
      throw new Error([(error as Error).message, router.account()].join("\n").trim());
    }
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Its shell's; where there is none, it throws. */
  get terminal(): Duplex {
    return this.#process.stdio[TERMINAL] as Duplex;
  }

  /** Settles when it has powered off. */
  async ended(): Promise<void> {
    await this.#ended;
  }

  /** Has it power off, and returns when it has. */
  async end(): Promise<void> {
    if (this.#isRunning) {
      const timer = setTimeout(() => this.#process.kill("SIGKILL"), END_MAX_MS);
      (this.#process.stdio[PORTS.control] as Duplex).write("end\n");
      await this.#ended;
      clearTimeout(timer);
    }
  }

  /** GET of the endpoint. */
  // biome-ignore lint/suspicious/noExplicitAny: whoever asks knows the document.
  async ask(path: string): Promise<any> {
    const url = this.url + path;
    const response = await fetch(url, { headers: { authorization: `Bearer ${this.token}` } });
    if (!response.ok) throw new Error(`${url} answers ${response.status}`);
    return response.json();
  }

  /** What was said inside, by whom it may concern; its log comes with its end. */
  account(): string {
    const files = [consoleOf(this.#folder), join(sharedOf(this.#folder), "log")].filter(existsSync);
    const texts = files.map((path) => readFileSync(path, "latin1").slice(-TOLD_MAX));
    return [this.#errors, ...texts].join("\n").trim();
  }

  get #isRunning(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null;
  }

  async #untilItAnswers(asked: AbortSignal): Promise<void> {
    for (const deadline = performance.now() + BOOT_MAX_MS; performance.now() < deadline; ) {
      if (asked.aborted) throw new Error(ENDED_EARLY);
      if (!this.#isRunning) break;
      if (this.#isReady && (await this.ask("/healthz").catch(() => undefined))) return;
      await pause(ASK_INTERVAL_MS);
    }
    throw new Error("the router does not answer:");
  }
}

async function untilPlace(folder: string, say: (line: string) => void, asked: AbortSignal): Promise<void> {
  if (claimPlace(folder)) return;
  say("two virtual machines run on this machine already; it waits until one has ended");
  do {
    if (asked.aborted) throw new Error(ENDED_EARLY);
    await pause(ASK_INTERVAL_MS);
  } while (!claimPlace(folder));
}
