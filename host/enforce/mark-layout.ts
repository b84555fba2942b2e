/** Two bits of verdict, and at least two of the policy's version: flows of the version before must be told apart. */
const WIDTH_MIN = 4;
const WIDTH_MAX = 16;

const VERDICT_BITS = 2;

/** Of a mark's lowest two bits of ours. Bit 1 blocks; bit 0 of a block says that the address alone decided it. */
const WAIT = 0;
const ACCEPT = 1;
const BLOCK = 2;
const BLOCK_ADDRESS = 3;

/** Marks that say what was decided of a packet or a flow, by one version of the policy. */
export interface Marks {
  /** The packet passes; the flow is asked for again, for a name may come that decides it. */
  readonly wait: number;
  readonly accept: number;
  /** This flow, because of a name or of anything else that its address does not tell. */
  readonly block: number;
  /**
   * Every flow between these two addresses, whatever name it may have: the pair is refused without asking for a while.
   */
  readonly blockAddress: number;
}

/**
 * Which bits of packets' and flows' marks are ours, and what they say: the policy's version, and below it the verdict.
 * All bits 0: undecided. A verdict with a version that is not the ruleset's counts for its packet and is not kept.
 */
export class MarkLayout {
  /** Adjacent bits. */
  readonly mask: number;
  readonly #shift: number;
  /** Versions are 1 to this. */
  readonly versionsMax: number;

  private constructor(mask: number, shift: number, width: number) {
    this.mask = mask;
    this.#shift = shift;
    this.versionsMax = 2 ** (width - VERDICT_BITS) - 1;
  }

  /** Undefined where the mask is not 4 to 16 adjacent bits of 32. */
  static of(mask: number): MarkLayout | undefined {
    if (!Number.isInteger(mask) || mask <= 0 || mask > 0xffff_ffff) return undefined;
    const shift = 31 - Math.clz32(mask & -mask);
    const run = mask >>> shift;
    const width = 32 - Math.clz32(run);
    if (run !== 2 ** width - 1 || width < WIDTH_MIN || width > WIDTH_MAX) return undefined;
    return new MarkLayout(mask, shift, width);
  }

  /** The bits of others. */
  get foreign(): number {
    return ~this.mask >>> 0;
  }

  /** Whatever blocks has this bit. */
  get blockBit(): number {
    return (BLOCK << this.#shift) >>> 0;
  }

  /** The bits of a verdict that say nothing of the version. */
  get verdictBits(): number {
    return (BLOCK_ADDRESS << this.#shift) >>> 0;
  }

  /** What all blocks of one version have in common. */
  get blockMask(): number {
    return (this.mask & ~(ACCEPT << this.#shift)) >>> 0;
  }

  /** Tells the judge that a packet's flow was judged before; no version writes it. */
  get known(): number {
    return this.marks(0).accept;
  }

  /** Of a packet that the rules have let by, from chain act to chain clear; no version writes it. */
  get passed(): number {
    return this.marks(0).block;
  }

  marks(version: number): Marks {
    const of = (verdict: number) => (((version << VERDICT_BITS) | verdict) << this.#shift) >>> 0;
    return { wait: of(WAIT), accept: of(ACCEPT), block: of(BLOCK), blockAddress: of(BLOCK_ADDRESS) };
  }

  /** The version that a packet's or a flow's mark was written by; 0 where it is undecided. */
  versionOf(mark: number): number {
    return ((mark & this.mask) >>> this.#shift) >>> VERDICT_BITS;
  }

  /**
   * The version for the next policy: the first after `version` that no flow has any more, so that none is taken for
   * judged. Where flows have all of them, the one after `version`.
   */
  versionAfter(version: number, used: ReadonlySet<number>): number {
    for (let step = 1; step <= this.versionsMax; step++) {
      const next = ((version + step - 1) % this.versionsMax) + 1;
      if (next !== version && !used.has(next)) return next;
    }
    return (version % this.versionsMax) + 1;
  }
}
