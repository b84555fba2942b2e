// Who watches an end of the cable: the daemon, tcpdump, or the least that counts by flow.

import { tapConfig, watchTap } from "../lab/daemon.ts";
import type { Program } from "../lab/program.ts";
import type { RunningDaemon } from "../lab/running-daemon.ts";
import { TAPPED, type Tap } from "../lab/tap.ts";

export interface Watcher {
  /** Whose cable it watches. */
  readonly tap: Tap;
  readonly pid: number;
  /** Watches from now on. */
  begin(interfaceName: string): Promise<void>;
  /** Resolves with the frames that it has seen since. */
  end(): Promise<number>;
}

export class Tcpdump implements Watcher {
  readonly tap: Tap;
  #program: Program | undefined;

  constructor(tap: Tap) {
    this.tap = tap;
  }

  get pid(): number {
    return this.#program!.pid;
  }

  async begin(interfaceName: string): Promise<void> {
    this.#program = this.tap.start(["tcpdump", "-i", interfaceName, "-w", "/dev/null"]);
    await this.#program.until("listening on");
  }

  async end(): Promise<number> {
    const { stderr } = await this.#program!.stop("SIGINT");
    const captured = /(\d+) packets? captured/.exec(stderr);
    if (!captured) throw new Error(`tcpdump: ${stderr}`);
    return Number(captured[1]);
  }
}

/** The program of bare-tap.c, compiled at `path`. */
export class BareTap implements Watcher {
  readonly tap: Tap;
  readonly #path: string;
  #program: Program | undefined;

  constructor(tap: Tap, path: string) {
    this.tap = tap;
    this.#path = path;
  }

  get pid(): number {
    return this.#program!.pid;
  }

  async begin(interfaceName: string): Promise<void> {
    this.#program = this.tap.start([this.#path, interfaceName]);
    await this.#program.until("listening");
  }

  async end(): Promise<number> {
    const { stderr } = await this.#program!.stop("SIGINT");
    const counted = /(\d+) frames counted/.exec(stderr);
    if (!counted) throw new Error(`bare-tap: ${stderr}`);
    return Number(counted[1]);
  }
}

/**
 * The daemon, which goes on watching between its rounds, so that its code stays compiled: where others are measured no
 * frame may pass its cable.
 */
export class WatchingDaemon implements Watcher {
  readonly tap: Tap;
  readonly running: RunningDaemon;
  #watched = TAPPED;
  #seen = 0;

  private constructor(tap: Tap, running: RunningDaemon) {
    this.tap = tap;
    this.running = running;
  }

  static async start(tap: Tap): Promise<WatchingDaemon> {
    const running = await watchTap(tap);
    await running.untilInterface(TAPPED, "capturing");
    return new WatchingDaemon(tap, running);
  }

  get pid(): number {
    return this.running.program.pid;
  }

  async begin(interfaceName: string): Promise<void> {
    if (interfaceName !== this.#watched) {
      this.running.reload(tapConfig(this.tap, { interfaces: [interfaceName] }));
      await this.running.untilInterface(interfaceName, "capturing");
      this.#watched = interfaceName;
    }
    this.#seen = await this.frames();
  }

  async end(): Promise<number> {
    return (await this.frames()) - this.#seen;
  }

  /** Since it was started. */
  async frames(): Promise<number> {
    return (await this.running.json("status")).frames;
  }
}
