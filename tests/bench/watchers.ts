// Who watches an end of the cable: the daemon, or tcpdump.

import { tapConfig, watchTap } from "../lab/daemon.ts";
import type { Program } from "../lab/program.ts";
import type { RunningDaemon } from "../lab/running-daemon.ts";
import type { Tap } from "../lab/tap.ts";

export interface Watcher {
  readonly pid: number;
  /** Watches from now on. */
  begin(interfaceName: string): Promise<void>;
  /** Watches no longer; resolves with the frames that it has seen since. */
  end(): Promise<number>;
}

export class Tcpdump implements Watcher {
  readonly #tap: Tap;
  #program: Program | undefined;

  constructor(tap: Tap) {
    this.#tap = tap;
  }

  get pid(): number {
    return this.#program!.pid;
  }

  async begin(interfaceName: string): Promise<void> {
    this.#program = this.#tap.start(["tcpdump", "-i", interfaceName, "-w", "/dev/null"]);
    await this.#program.until("listening on");
  }

  async end(): Promise<number> {
    const { stderr } = await this.#program!.stop("SIGINT");
    const captured = /(\d+) packets? captured/.exec(stderr);
    if (!captured) throw new Error(`tcpdump: ${stderr}`);
    return Number(captured[1]);
  }
}

/** An interface that never comes: whoever watches it watches nothing. */
const NOWHERE = "nowhere0";

/** The daemon, which goes on running where it watches nothing, so that its code stays compiled. */
export class WatchingDaemon implements Watcher {
  readonly running: RunningDaemon;
  readonly #tap: Tap;
  #seen = 0;

  private constructor(tap: Tap, running: RunningDaemon) {
    this.#tap = tap;
    this.running = running;
  }

  static async start(tap: Tap, interfaceName = NOWHERE): Promise<WatchingDaemon> {
    const running = await watchTap(tap, tapConfig(tap, { interfaces: [interfaceName] }));
    if (interfaceName !== NOWHERE) await running.untilInterface(interfaceName, "capturing");
    return new WatchingDaemon(tap, running);
  }

  get pid(): number {
    return this.running.program.pid;
  }

  async begin(interfaceName: string): Promise<void> {
    this.#seen = await this.frames();
    this.running.reload(tapConfig(this.#tap, { interfaces: [interfaceName] }));
    await this.running.untilInterface(interfaceName, "capturing");
  }

  async end(): Promise<number> {
    const seen = (await this.frames()) - this.#seen;
    this.running.reload(tapConfig(this.#tap, { interfaces: [NOWHERE] }));
    await this.running.untilInterface(NOWHERE, "absent");
    return seen;
  }

  /** Since it was started. */
  async frames(): Promise<number> {
    return (await this.running.json("status")).frames;
  }
}
