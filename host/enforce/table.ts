import { OperatorError } from "../errors.ts";
import type { Side } from "./block-sets.ts";
import type { Enforcement } from "./enforcement.ts";
import { rulesetGeneration } from "./generation.ts";
import { readListing } from "./listing.ts";
import { type Loaded, loadedIn } from "./loaded.ts";
import { Nft } from "./nft.ts";
import { clearingText, removalText, replacementText, rulesetText, stagingTexts } from "./ruleset.ts";

/** Since the start. */
export interface TableCounters {
  readonly loads: number;
  /** Rulesets that nft refused; the one before stayed. */
  readonly refusals: number;
  /** Times that the table was found gone or changed by somebody else. */
  readonly losses: number;
  /** How long it may have been so, in all: from the last time it was seen whole until it was there again. */
  readonly gapMs: number;
}

/** `intact`: as it was loaded; `restored`: it was not, and is again; `absent`: none is loaded. */
export type TableState = "intact" | "restored" | "absent";

/** What it asks of its surroundings. */
export interface TableSurroundings {
  readonly nft: Nft;
  /** Undefined: it cannot be told. */
  readonly generation: () => number | undefined;
  /** Of a clock that only runs. */
  readonly nowMs: () => number;
}

const MACHINE: TableSurroundings = {
  nft: new Nft(),
  generation: rulesetGeneration,
  nowMs: () => performance.now(),
};

/**
 * Our table in the kernel: loaded, replaced without a gap, looked after, removed. What is asked of it while it is busy
 * waits its turn.
 */
export class EnforcedTable {
  readonly #surroundings: TableSurroundings;
  #turn: Promise<unknown> = Promise.resolve();
  #current: Enforcement | undefined;
  #fingerprint = "";
  #generation: number | undefined;
  #wholeAtMs = 0;
  #isLost = false;
  #loads = 0;
  #refusals = 0;
  #losses = 0;
  #gapMs = 0;

  constructor(surroundings: TableSurroundings = MACHINE) {
    this.#surroundings = surroundings;
  }

  /**
   * Puts a ruleset in the place of the one that is there, or of none: packets meet the one or the other. Pairs that
   * were refused without asking are asked for again. Throws what Nft.apply throws; then the one before is still there.
   */
  load(enforcement: Enforcement): Promise<void> {
    return this.#inTurn(async () => {
      try {
        await this.#replace(enforcement);
      } catch (error) {
        if (error instanceof OperatorError) this.#refusals++;
        throw error;
      }
      this.#current = enforcement;
      this.#loads++;
    });
  }

  /**
   * Looks whether the table is still as it was loaded, and loads it again where it is not. Where nobody has changed any
   * rule of the machine this is one question to the kernel. Throws what Nft throws; then it is not there.
   */
  watch(): Promise<TableState> {
    return this.#inTurn(async () => {
      if (!this.#current) return "absent";
      const { generation, nowMs } = this.#surroundings;
      const current = generation();
      if (current === undefined || current !== this.#generation) {
        const { isThere, fingerprint } = await this.#look();
        if (!isThere || fingerprint !== this.#fingerprint) return await this.#restore(this.#current);
        this.#generation = current;
      }
      this.#wholeAtMs = nowMs();
      return "intact";
    });
  }

  /** Takes the table out of the kernel, where it is there. Throws what Nft.apply throws. */
  remove(): Promise<void> {
    return this.#inTurn(async () => {
      this.#current = undefined;
      await this.#surroundings.nft.apply(removalText());
    });
  }

  get counters(): TableCounters {
    return { loads: this.#loads, refusals: this.#refusals, losses: this.#losses, gapMs: this.#gapMs };
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => {});
    return result;
  }

  async #restore(enforcement: Enforcement): Promise<TableState> {
    const lostAtMs = this.#wholeAtMs;
    if (!this.#isLost) this.#losses++;
    this.#isLost = true;
    await this.#replace(enforcement);
    this.#isLost = false;
    this.#gapMs += this.#wholeAtMs - lostAtMs;
    return "restored";
  }

  async #replace(enforcement: Enforcement): Promise<void> {
    const { nft, generation, nowMs } = this.#surroundings;
    const before = await this.#look();
    const side = before.side === "a" ? "b" : "a";
    try {
      await this.#stage(enforcement, side, before);
    } catch (error) {
      await this.#unstage();
      // What is not as we loaded it may hold sets of other shapes under our names: of another version, or changed.
      const isOurs = before.fingerprint === this.#fingerprint;
      if (isOurs || !(error instanceof OperatorError) || error.code !== "NFT_REFUSED") throw error;
      await nft.apply(`${removalText()}${rulesetText(enforcement)}`);
    }
    // Asked for first: what changes in between is looked at again.
    this.#generation = generation();
    this.#wholeAtMs = nowMs();
    const { isThere, fingerprint } = await this.#look();
    // Somebody may have taken it since: then it is looked at again, and does not look like ours.
    this.#fingerprint = isThere ? fingerprint : "";
    if (!isThere) this.#generation = undefined;
  }

  async #stage(enforcement: Enforcement, side: Side, before: Loaded): Promise<void> {
    const { nft } = this.#surroundings;
    if (before.stale.length > 0) await nft.apply(clearingText(before.stale));
    for (const text of stagingTexts(enforcement, side)) await nft.apply(text);
    const text = replacementText(enforcement, side, before.asked);
    await nft.check(text);
    await nft.apply(text);
  }

  /** What cannot be cleared away now is when the next ruleset is loaded. */
  async #unstage(): Promise<void> {
    try {
      const { stale } = await this.#look();
      if (stale.length > 0) await this.#surroundings.nft.apply(clearingText(stale));
    } catch (error) {
      if (!(error instanceof OperatorError)) throw error;
    }
  }

  async #look(): Promise<Loaded> {
    return loadedIn(readListing(await this.#surroundings.nft.list()) ?? []);
  }
}
