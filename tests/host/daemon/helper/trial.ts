import { Enforcing } from "../../../../host/daemon/enforcing.ts";
import { Log } from "../../../../host/daemon/log.ts";
import type { Wanted } from "../../../../host/daemon/wanted.ts";
import { FakeEnforcers, sweepOutcome } from "./fake-enforcers.ts";
import { wantedOf } from "./wanted.ts";

export const NEIGHBOURS = [{ address: { ipv6: false, high: 0n, low: 7n }, ether: 7n }];

/** Mode enforce with enforcers that only say what they are asked. */
export class Trial {
  readonly enforcers = new FakeEnforcers();
  readonly lines: string[] = [];
  readonly fatal: Error[] = [];
  wanted: Wanted = wantedOf();
  #enforcing: Enforcing | undefined;

  get enforcing(): Enforcing {
    return this.#enforcing!;
  }

  async start(): Promise<void> {
    const log = new Log("info", (line) => this.lines.push(line));
    const lookups = {
      wanted: () => this.wanted,
      neighbours: () => NEIGHBOURS,
      fatal: (error: Error) => this.fatal.push(error),
    };
    this.#enforcing = await Enforcing.start(new SharedArrayBuffer(8), log, lookups, this.enforcers);
  }

  /** Started, and its first sweep has ended. */
  static async running(wanted = wantedOf()): Promise<Trial> {
    const trial = new Trial();
    trial.wanted = wanted;
    await trial.start();
    trial.enforcers.listener.swept(sweepOutcome());
    trial.enforcers.take();
    trial.lines.length = 0;
    return trial;
  }

  /** What it asks at another policy. */
  async changePolicy(): Promise<string[]> {
    const { plan, generation } = this.wanted.policy;
    this.wanted = { ...this.wanted, policy: { plan, generation: generation + 1 } };
    await this.enforcing.refresh();
    return this.enforcers.take();
  }

  /** Another policy, whose rules are loaded once `open` is called; `changing` is what it asks. */
  async holdPolicy(): Promise<{ readonly changing: Promise<string[]>; readonly open: () => void }> {
    const { passed, open } = gate();
    this.enforcers.tableLoads = passed;
    const changing = this.changePolicy();
    await settled();
    return { changing, open };
  }

  /** A second, and all that follows from it. */
  async tick(): Promise<string[]> {
    this.enforcing.tick();
    await settled();
    return this.enforcers.take();
  }

  async ticks(count: number): Promise<string[]> {
    const asked: string[] = [];
    for (let k = 0; k < count; k++) asked.push(...(await this.tick()));
    return asked;
  }

  logged(event: string): string[] {
    return this.lines.filter((line) => line.includes(event));
  }
}

/** Once everything that waits for nothing but its turn has had it. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** A promise, and what fulfils it. */
export function gate(): { readonly passed: Promise<void>; readonly open: () => void } {
  let open!: () => void;
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open };
}
