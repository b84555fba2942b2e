import { existsSync, readFileSync } from "node:fs";
import type { Lab } from "../../../lab.ts";
import type { Program } from "../../../program.ts";
import { waitFor } from "../../../wait.ts";
import type { Traffic } from "./traffic.ts";

export interface Pace {
  /** At most; without, as fast as can be. */
  readonly packetsPerSecond?: number;
  /** On this one alone: the kernel takes what comes by a link where it was sent. */
  readonly processor?: number;
}

/** Frames that tcpreplay sends by the phone's link. */
export class Sending {
  readonly #program: Program;
  readonly #frames: number;
  readonly #before: number;

  private constructor(program: Program, frames: number, before: number) {
    this.#program = program;
    this.#frames = frames;
    this.#before = before;
  }

  static start(lab: Lab, { capture }: Traffic, { packetsPerSecond, processor }: Pace = {}): Sending {
    const pace = packetsPerSecond === undefined ? "--topspeed" : `--pps=${packetsPerSecond}`;
    const pinned = processor === undefined ? [] : ["taskset", "--cpu-list", `${processor}`];
    const before = Number(lab.of("phone").runNow(["cat", STATISTICS]));
    const program = lab.start("phone", [...pinned, "tcpreplay", "-q", "-i", "eth0", pace, capture.path]);
    return new Sending(program, capture.frames, before);
  }

  get running(): boolean {
    return this.#program.running;
  }

  /** Resolves when it has ended, however. */
  get finished(): Promise<unknown> {
    return this.#program.ended;
  }

  /** Where `done` is not there when this share has left, the rest waits for it. */
  async holdAt(share: number, done: Promise<unknown>): Promise<void> {
    await Promise.race([this.until(share), done]);
    await this.holdDuring(() => done);
  }

  /** Nothing leaves while that happens. */
  async holdDuring(happen: () => unknown): Promise<void> {
    this.#program.signal("SIGSTOP");
    try {
      await happen();
    } finally {
      this.#program.signal("SIGCONT");
    }
  }

  /** Waits until at least this share of all frames has left. */
  async until(share: number): Promise<void> {
    await waitFor(
      () => this.#sent() >= share * this.#frames || !this.#program.running,
      () => `${share} of ${this.#frames} frames: ${this.#sent()}\n${this.#program.stderr}`,
    );
  }

  /** Waits for its end; throws where not all left. */
  async ended(): Promise<void> {
    const { status, stdout, stderr } = await this.#program.ended;
    const sent = /Actual: (\d+) packets/.exec(stdout)?.[1];
    if (status !== 0 || Number(sent) !== this.#frames)
      throw new Error(`tcpreplay sent ${sent} of ${this.#frames} frames: ${stdout}${stderr}`);
  }

  /** The phone sends little beside it; 0 where the program has ended. */
  #sent(): number {
    const path = `/proc/${this.#program.pid}/net/dev`;
    const lines = existsSync(path) ? readFileSync(path, "utf8").split("\n") : [];
    const columns = lines
      .find((line) => line.includes("eth0:"))
      ?.split(":")[1]
      .trim()
      .split(/\s+/);
    return columns === undefined ? 0 : Number(columns[9]) - this.#before;
  }
}

const STATISTICS = "/sys/class/net/eth0/statistics/tx_packets";
