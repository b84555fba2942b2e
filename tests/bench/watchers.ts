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

/** A program that is started anew for each round, and says at SIGINT how many frames it has had. */
class Listener implements Watcher {
  readonly tap: Tap;
  readonly #command: (interfaceName: string) => string[];
  readonly #ready: string;
  readonly #frames: RegExp;
  #program: Program | undefined;

  constructor(tap: Tap, command: (interfaceName: string) => string[], ready: string, frames: RegExp) {
    this.tap = tap;
    this.#command = command;
    this.#ready = ready;
    this.#frames = frames;
  }

  get pid(): number {
    return this.#program!.pid;
  }

  async begin(interfaceName: string): Promise<void> {
    this.#program = this.tap.start(this.#command(interfaceName));
    await this.#program.until(this.#ready);
  }

  async end(): Promise<number> {
    const { stderr } = await this.#program!.stop("SIGINT");
    const frames = this.#frames.exec(stderr);
    if (!frames) throw new Error(stderr);
    return Number(frames[1]);
  }
}

export function tcpdumpOn(tap: Tap): Watcher {
  const command = (interfaceName: string) => ["tcpdump", "-i", interfaceName, "-w", "/dev/null"];
  return new Listener(tap, command, "listening on", /(\d+) packets? captured/);
}

/** The program of bare-tap.c, compiled at `path`. */
export function bareTapOn(tap: Tap, path: string): Watcher {
  return new Listener(tap, (interfaceName) => [path, interfaceName], "listening", /(\d+) frames counted/);
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
