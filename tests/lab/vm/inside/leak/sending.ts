import { existsSync, readFileSync } from "node:fs";
import type { Lab } from "../../../lab.ts";
import type { Program } from "../../../program.ts";
import { waitFor } from "../../../wait.ts";
import type { Traffic } from "./traffic.ts";

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

  /** At most so many frames a second; as fast as can be without. */
  static start(lab: Lab, { capture }: Traffic, packetsPerSecond = Number.POSITIVE_INFINITY): Sending {
    const pace = packetsPerSecond === Number.POSITIVE_INFINITY ? "--topspeed" : `--pps=${packetsPerSecond}`;
    const before = Number(lab.of("phone").runNow(["cat", STATISTICS]));
    const program = lab.start("phone", ["tcpreplay", "-q", "-i", "eth0", pace, capture.path]);
    return new Sending(program, capture.frames, before);
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
