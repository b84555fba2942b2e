import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { temporaryFile } from "../../../host/helper/temporary-file.ts";
import { routerPath } from "./router-path.ts";

export const PLUGIN = "router-image/feed/luci-app-bordertap/root/usr/libexec/rpcd/bordertap";

/** Whatever the daemon answers, or `error` where it does not. */
export type Answer = Record<string, unknown> & { error?: { code: string; message: string } };

export interface PluginRun {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number | null;
}

/** The plugin as rpcd runs it: under busybox's ash, with a router's programs and its UCI file. */
export class Plugin {
  /** The first line of each program that it must never start. */
  readonly forbidden: string;
  readonly #env: NodeJS.ProcessEnv;
  readonly #children = new Set<ChildProcess>();

  /** `uci` is the text of /etc/config/bordertap. */
  constructor(uci: string, more: NodeJS.ProcessEnv = {}) {
    const { path, forbidden } = routerPath();
    this.forbidden = forbidden;
    this.#env = { PATH: path, UCI_FILE: temporaryFile(uci), ...more };
  }

  get path(): string {
    return this.#env.PATH!;
  }

  /** Of those that run now. */
  get pids(): number[] {
    return [...this.#children].map(({ pid }) => pid!);
  }

  /** With the arguments' text as rpcd would write it. */
  async run(command: readonly string[], input = ""): Promise<PluginRun> {
    const child = spawn("/bin/busybox", ["ash", PLUGIN, ...command], { env: this.#env });
    this.#children.add(child);
    const output = { stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (text) => {
      output.stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text) => {
      output.stderr += text;
    });
    // It may refuse before it has read all of it.
    child.stdin.on("error", () => {});
    child.stdin.end(input);
    const [status] = await once(child, "close");
    this.#children.delete(child);
    return { ...output, status };
  }

  async call(method: string, input: string | Record<string, unknown> = {}): Promise<Answer> {
    const text = typeof input === "string" ? input : JSON.stringify(input);
    const { stdout, stderr, status } = await this.run(["call", method], text);
    if (status !== 0 || stderr !== "") throw new Error(`${method} ended with ${status}: ${stderr}`);
    return JSON.parse(stdout) as Answer;
  }
}

/** Of an endpoint at an address such as http://127.0.0.1:9417. */
export function uciOf(address: string, ...options: string[]): string {
  const { hostname, port } = new URL(address);
  const listen = hostname.replace(/^\[|\]$/g, "");
  return ["config http 'http'", `option listen '${listen}'`, `option port '${port}'`, ...options].join(
    "\n\t",
  );
}
