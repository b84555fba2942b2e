import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { HttpAnswer } from "./http-answer.ts";
import { type Namespace, ROOT } from "./namespace.ts";
import type { Ended, Program } from "./program.ts";
import { PATIENCE_VARIABLE, waitFor } from "./wait.ts";

export const BORDERTAP = join(ROOT, "dist/bordertap.js");

/**
 * Where programs start slowly: the limits that the program would start anew within, and code that is compiled once, before
 * it runs.
 */
export const SLOW_NODE = [
  ...["--max-old-space-size=96", "--max-semi-space-size=1", "--optimize-for-size", "--no-memory-reducer"],
  ...["--v8-pool-size=1", "--no-wasm-tier-up", "--no-wasm-lazy-compilation"],
];
const NODE = [process.execPath, ...(process.env[PATIENCE_VARIABLE] === undefined ? [] : SLOW_NODE)];

/** Where it listens unless its configuration says otherwise, inside its namespace. */
export const ENDPOINT_PORT = 9417;

/** At most so many flows are told at once. */
const PAGE = 1000;

/** What the endpoint says of an interface, as far as it is read here. */
export interface WatchedInterface {
  readonly name: string;
  readonly state: string;
  readonly reason?: string;
  readonly source?: string;
  readonly bytesExact?: boolean;
  readonly packets: number;
  readonly dropped: number;
}

export interface DaemonOptions {
  /** Another copy of the program. */
  readonly bundle?: string;
  /** What starts it, such as ["setpriv", ...]. */
  readonly launcher?: readonly string[];
  /** What runs the program; this process's Node.js unless told. */
  readonly node?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** `bordertap run` in a namespace, and what its endpoint says. */
export class RunningDaemon {
  readonly program: Program;
  readonly #namespace: Namespace;
  readonly #configPath: string;
  readonly #port: number;

  private constructor(namespace: Namespace, program: Program, configPath: string, port: number) {
    this.#namespace = namespace;
    this.program = program;
    this.#configPath = configPath;
    this.#port = port;
  }

  /** `config` is its configuration file, kept in `folder`. Returns when its endpoint answers. */
  static async start(
    namespace: Namespace,
    folder: string,
    config: unknown,
    { bundle = BORDERTAP, launcher = [], node = NODE, env }: DaemonOptions = {},
  ): Promise<RunningDaemon> {
    const port = portOf(config);
    const path = join(folder, `bordertap-${port}.json`);
    writeFileSync(path, JSON.stringify(config, null, 2));
    const command = [...launcher, ...node, bundle, "run", "--config", path];
    const daemon = new RunningDaemon(namespace, namespace.start(command, { env }), path, port);
    await waitFor(
      async () => {
        if (!daemon.program.running) throw new Error(`the daemon ended: ${daemon.log}`);
        // Asked too early, questions take the processor from what starts.
        if (!daemon.log.includes("event=answers")) return undefined;
        return daemon.ask("/healthz").catch(() => undefined);
      },
      () => `the endpoint: ${daemon.log}`,
    );
    return daemon;
  }

  get log(): string {
    return this.program.stderr;
  }

  /** Writes another configuration file and asks the daemon to take it. */
  reload(config: unknown): void {
    writeFileSync(this.#configPath, typeof config === "string" ? config : JSON.stringify(config, null, 2));
    this.program.signal("SIGHUP");
  }

  /** GET; throws where there is no answer, or it is no success. */
  async ask(path: string): Promise<HttpAnswer> {
    const url = `http://127.0.0.1:${this.#port}${path}`;
    const curl = ["curl", "-q", "-sS", "-i", "--http1.1", "--max-time", "20", url];
    const { status, stdout, stderr } = await this.#namespace.run(curl);
    if (status !== 0) throw new Error(`curl ${url}: ${stderr.trim()}`);
    const answer = new HttpAnswer(stdout);
    if (answer.status !== 200) throw new Error(`${url}: ${answer.status} ${answer.body.slice(0, 500)}`);
    return answer;
  }

  // biome-ignore lint/suspicious/noExplicitAny: tests say what they expect of it.
  async json(path: string): Promise<any> {
    return (await this.ask(`/api/v1/${path}`)).json();
  }

  async interface(name: string): Promise<WatchedInterface | undefined> {
    const { interfaces } = await this.json("status");
    return interfaces.find((one: WatchedInterface) => one.name === name);
  }

  /** Every page of flows; while nothing is sent they are all of them, once each. */
  // biome-ignore lint/suspicious/noExplicitAny: tests say what they expect of it.
  async flows(query = ""): Promise<any[]> {
    const all: unknown[] = [];
    for (;;) {
      const { flows, total } = await this.json(`flows?limit=${PAGE}&offset=${all.length}${query}`);
      all.push(...flows);
      if (flows.length === 0 || all.length >= total) return all;
    }
  }

  /** Readings of /metrics by name, with its labels as they are written. */
  async metrics(): Promise<Map<string, number>> {
    const { body } = await this.ask("/metrics");
    const lines = body.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
    return new Map(
      lines.map((line) => {
        const blank = line.lastIndexOf(" ");
        return [line.slice(0, blank), Number(line.slice(blank + 1))];
      }),
    );
  }

  /** Waits until what `path` answers is what is wanted. */
  // biome-ignore lint/suspicious/noExplicitAny: tests say what they expect of it.
  async until(path: string, wanted: (document: any) => boolean, timeoutMs?: number): Promise<any> {
    let last: unknown;
    return waitFor(
      async () => {
        last = await this.json(path);
        return wanted(last) ? last : undefined;
      },
      () => `another ${path} than ${JSON.stringify(last)?.slice(0, 3000)}\n${this.log.slice(-2000)}`,
      timeoutMs,
    );
  }

  /** Waits until the state of an interface is `state`. */
  async untilInterface(name: string, state: string): Promise<void> {
    await this.until("status", ({ interfaces }) =>
      interfaces.some((one: WatchedInterface) => one.name === name && one.state === state),
    );
  }

  stop(signal?: NodeJS.Signals): Promise<Ended> {
    return this.program.stop(signal);
  }
}

function portOf(config: unknown): number {
  return (config as { http?: { port?: number } }).http?.port ?? ENDPOINT_PORT;
}
