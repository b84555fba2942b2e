// Whole processes that read one capture, start and end included.

import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { isInstalled } from "../installed.ts";
import { wallSeconds } from "./measure.ts";

const BORDERTAP = join(dirname(fileURLToPath(import.meta.url)), "../../dist/bordertap.js");

/** Seconds, a figure a round. */
export class WholeProcesses {
  readonly replay: number[] = [];
  readonly nameless: number[] = [];
  /** None where it is not there. */
  readonly tcpdump: number[] = [];
  readonly #path: string;
  readonly #hasTcpdump = isInstalled("tcpdump");

  constructor(path: string) {
    this.#path = path;
  }

  round(): void {
    this.replay.push(wallSeconds(process.execPath, BORDERTAP, "replay", this.#path));
    this.nameless.push(wallSeconds(process.execPath, BORDERTAP, "replay", "--no-names", this.#path));
    if (this.#hasTcpdump) this.tcpdump.push(wallSeconds("tcpdump", "-r", this.#path, "-w", "/dev/null"));
  }
}
