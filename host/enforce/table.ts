import { OperatorError } from "../errors.ts";
import { SET_PREFIXES_MAX, type Side } from "./block-sets.ts";
import { type Enforcement, effectiveFailMode } from "./enforcement.ts";
import { rulesetGeneration } from "./generation.ts";
import { Guard } from "./guard.ts";
import { TABLE_NAME, tableIsThere } from "./kernel-table.ts";
import { readListing } from "./listing.ts";
import { type Loaded, loadedIn } from "./loaded.ts";
import { Nft } from "./nft.ts";
import { clearingText, removalText, replacementText, rulesetText, stagingTexts } from "./ruleset.ts";

const FAMILY = "inet";

/**
 * How long the guard drops what leads out while the rules cannot be put back, but in fail mode closed: a home whose
 * firewall fails must not lose its internet for good.
 */
export const GUARD_ALONE_MS = 10_000;

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
  /** By netlink, sooner than nft can tell; undefined: it cannot be told. */
  readonly isThere: () => boolean | undefined;
  readonly guard: Guard;
  /** Of a clock that only runs. */
  readonly nowMs: () => number;
}

const machine = (): TableSurroundings => ({
  nft: new Nft(),
  generation: rulesetGeneration,
  isThere: tableIsThere,
  guard: new Guard(),
  nowMs: () => performance.now(),
});

/**
 * Our table in the kernel: loaded, replaced without a gap, looked after, removed. What is asked of it while it is busy
 * waits its turn.
 */
export class EnforcedTable {
  readonly #surroundings: TableSurroundings;
  /** Told before it changes rules itself, and afterwards. */
  whileLoading: (isLoading: boolean) => void = () => {};
  #turn: Promise<unknown> = Promise.resolve();
  #current: Enforcement | undefined;
  #fingerprint = "";
  #generation: number | undefined;
  #wholeAtMs = 0;
  #isLost = false;
  /** Runs while the table is not known to be whole. */
  #patience: ReturnType<typeof setTimeout> | undefined;
  #loads = 0;
  #refusals = 0;
  #losses = 0;
  #gapMs = 0;

  constructor(surroundings: TableSurroundings = machine()) {
    this.#surroundings = surroundings;
  }

  /**
   * Puts a ruleset in the place of the one that is there, or of none: packets meet the one or the other. Pairs that
   * were refused without asking are asked for again. Throws what Nft.apply throws; then the one before is still there.
   */
  load(enforcement: Enforcement): Promise<void> {
    return this.#inTurn(async () => {
      try {
        await this.#replace(enforcement, await this.#look());
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
      const { generation, guard, nowMs } = this.#surroundings;
      const current = generation();
      if (current === undefined || current !== this.#generation) {
        this.#doubt(this.#current);
        const found = await this.#look();
        const isWhole = found.isThere && found.fingerprint === this.#fingerprint;
        if (!isWhole) {
          await this.#restore(this.#current, found);
          return "restored";
        }
        this.#trust();
        this.#generation = current;
      }
      if (guard.isMissing) guard.stand(this.#current);
      this.#wholeAtMs = nowMs();
      return "intact";
    });
  }

  /** Takes the table out of the kernel, where it is there. Throws what Nft.apply throws. */
  remove(): Promise<void> {
    return this.#inTurn(async () => {
      this.#current = undefined;
      this.#dismiss();
      await this.#surroundings.nft.apply(removalText());
    });
  }

  /** Nobody looks after it any more: it stays, without its guard. */
  release(): Promise<void> {
    return this.#inTurn(async () => {
      this.#current = undefined;
      this.#dismiss();
    });
  }

  get guard(): Pick<Guard, "state" | "reason" | "report"> {
    return this.#surroundings.guard;
  }

  get counters(): TableCounters {
    return { loads: this.#loads, refusals: this.#refusals, losses: this.#losses, gapMs: this.#gapMs };
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => {});
    return result;
  }

  #isWholeAgain(nowMs: number): void {
    if (this.#isLost) this.#gapMs += nowMs - this.#wholeAtMs;
    this.#isLost = false;
    this.#wholeAtMs = nowMs;
    this.#trust();
  }

  #doubt(enforcement: Enforcement): void {
    if (effectiveFailMode(enforcement) === "closed") return;
    this.#patience ??= setTimeout(() => this.#surroundings.guard.lift(), GUARD_ALONE_MS);
  }

  #trust(): void {
    clearTimeout(this.#patience);
    this.#patience = undefined;
  }

  #dismiss(): void {
    this.#trust();
    this.#surroundings.guard.remove();
  }

  async #restore(enforcement: Enforcement, found: Loaded): Promise<void> {
    if (!this.#isLost) this.#losses++;
    this.#isLost = true;
    const isLong = effectiveFailMode(enforcement) === "last-good" && !isOneSet(enforcement);
    if (found.isThere || !isLong) {
      await this.#replace(enforcement, found);
      return;
    }
    // The judge is asked again after one small transaction; a long block set, for when it is not there, takes its time.
    await this.#replace({ ...enforcement, failMode: "closed" }, found);
    try {
      await this.#replace(enforcement, await this.#look());
    } catch (error) {
      // It is closed until then.
      this.#isLost = true;
      this.#fingerprint = "";
      this.#generation = undefined;
      throw error;
    }
  }

  async #replace(enforcement: Enforcement, before: Loaded): Promise<void> {
    const { generation, guard, nowMs } = this.#surroundings;
    this.whileLoading(true);
    try {
      await this.#put(enforcement, before);
      guard.stand(enforcement);
    } finally {
      this.whileLoading(false);
    }
    // Asked for first: what changes in between is looked at again.
    this.#generation = generation();
    this.#isWholeAgain(nowMs());
    const { isThere, fingerprint } = await this.#look();
    // Somebody may have taken it since: then it is looked at again, and does not look like ours.
    this.#fingerprint = isThere ? fingerprint : "";
    if (!isThere) this.#generation = undefined;
  }

  async #put(enforcement: Enforcement, before: Loaded): Promise<void> {
    try {
      await this.#stage(enforcement, before.side === "a" ? "b" : "a", before);
    } catch (error) {
      await this.#unstage(before);
      // What is not as we loaded it may hold sets of other shapes under our names: of another version, or changed.
      const isOurs = before.fingerprint === this.#fingerprint;
      if (isOurs || !(error instanceof OperatorError) || error.code !== "NFT_REFUSED") throw error;
      await this.#surroundings.nft.apply(`${removalText()}${rulesetText(enforcement)}`);
    }
  }

  async #stage(enforcement: Enforcement, side: Side, before: Loaded): Promise<void> {
    const { nft } = this.#surroundings;
    if (before.stale.length > 0) await nft.apply(clearingText(before.stale));
    const staging = stagingTexts(enforcement, side);
    for (const part of isOneSet(enforcement) ? [staging.join("")] : staging)
      if (part !== "") await nft.apply(part);
    const text = replacementText(enforcement, side, before.asked);
    // What is put back has been looked at.
    if (!this.#isLost) await nft.check(text);
    await nft.apply(text);
  }

  /** As it was before. What cannot be cleared away now is when the next ruleset is loaded. */
  async #unstage({ isThere }: Loaded): Promise<void> {
    const { nft } = this.#surroundings;
    try {
      const { stale } = await this.#look();
      if (!isThere) await nft.apply(removalText());
      else if (stale.length > 0) await nft.apply(clearingText(stale));
    } catch (error) {
      if (!(error instanceof OperatorError)) throw error;
    }
  }

  async #look(): Promise<Loaded> {
    const { nft, isThere } = this.#surroundings;
    if (isThere() === false) return loadedIn([]);
    const listing = await nft.table(FAMILY, TABLE_NAME);
    return loadedIn(readListing(listing ?? "") ?? []);
  }
}

/** No more than one transaction takes, of both families. */
function isOneSet({ lastGood }: Enforcement): boolean {
  return lastGood === undefined || lastGood.length <= SET_PREFIXES_MAX;
}
