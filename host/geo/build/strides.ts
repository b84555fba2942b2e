/** What the strides of a family are chosen for. */
export interface StrideAims {
  /** Bits of a key. */
  readonly keyBits: number;
  /** Edges that a leaf's window holds. */
  readonly window: number;
  /** Levels of cells that cost a lookup nothing but their loads, and the levels that there may be. */
  readonly levels: number;
  readonly levelsMax: number;
  /** Octets of a cell. */
  readonly cellSize: number;
  /** Octets that one edge may cost to keep it from lying a level deeper than that. */
  readonly deeperCost: number;
}

/** Bits of one stride at most; wider nodes never paid. */
const STRIDE_MAX = 20;
/** Octets; more than any table has, and little enough that a million of them can be added exactly. */
const IMPOSSIBLE = 2 ** 32;

/** Nodes of one depth, ascending: the prefixes with more edges strictly inside than a window holds. */
interface Depth {
  readonly prefix: number[];
  /** Edges strictly inside: [from, to) of the keys. */
  readonly from: number[];
  readonly to: number[];
  /** Index in the next depth of the first node at or after this one; one entry more than there are nodes. */
  readonly below: number[];
}

/** A node whose stride is chosen. */
export interface Node {
  readonly depth: number;
  readonly index: number;
  readonly levels: number;
  readonly stride: number;
}

/**
 * Strides for the cells of one chunk, the cheapest in octets: cells, plus `deeperCost` for each edge and
 * level beyond `levels`; of no more than `levelsMax` levels. Dynamic programming over all prefixes that need
 * cells, as in Srinivasan, Varghese: "Fast address lookups using controlled prefix expansion", ACM TOCS
 * 17(1), 1999.
 */
export class Strides {
  readonly #aims: StrideAims;
  readonly #depths: Depth[] = [];
  /** For each number of levels left and each depth: the cheapest stride of each node, and running sums of costs. */
  readonly #strides: Uint8Array[][] = [];
  readonly #sums: Float64Array[][] = [];

  /** `keys` ascend; the first is 0, which is no edge inside; there are more than a window holds. */
  constructor(keys: readonly number[], aims: StrideAims) {
    this.#aims = aims;
    this.#findNodes(keys);
    for (let levels = 0; levels <= aims.levelsMax; levels++) this.#choose(levels);
  }

  /** The node of the whole chunk. */
  get top(): Node {
    return this.#node(0, 0, this.#aims.levelsMax);
  }

  /** Prefixes below a node that need cells of their own, ascending. */
  *childrenOf(node: Node): Generator<{ prefix: number; node: Node }> {
    const depth = node.depth + node.stride;
    const levels = node.levels - 1;
    const [from, to] = this.#descend(node.depth, node.index, node.stride);
    for (let index = from; index < to; index++)
      yield { prefix: this.#depths[depth].prefix[index], node: this.#node(depth, index, levels) };
  }

  #node(depth: number, index: number, levels: number): Node {
    return { depth, index, levels, stride: this.#strides[levels][depth][index] };
  }

  #findNodes(keys: readonly number[]): void {
    const { keyBits, window } = this.#aims;
    let depth: Depth = { prefix: [0], from: [1], to: [keys.length], below: [] };
    for (let bits = 0; ; bits++) {
      this.#depths.push(depth);
      const next: Depth = { prefix: [], from: [], to: [], below: [] };
      const half = 2 ** (keyBits - bits - 1);
      for (let index = 0; index < depth.prefix.length; index++) {
        depth.below.push(next.prefix.length);
        const middle = depth.prefix[index] + half;
        const from = depth.from[index];
        const to = depth.to[index];
        const split = firstNotBelow(keys, from, to, middle);
        if (split - from > window) addNode(next, depth.prefix[index], from, split);
        const upper = split < to && keys[split] === middle ? split + 1 : split;
        if (to - upper > window) addNode(next, middle, upper, to);
      }
      depth.below.push(next.prefix.length);
      if (bits === keyBits) return;
      depth = next;
    }
  }

  /** The nodes `stride` below one: [from, to) of that depth. */
  #descend(depth: number, index: number, stride: number): [number, number] {
    let from = index;
    let to = index + 1;
    for (let step = 0; step < stride; step++) {
      const { below } = this.#depths[depth + step];
      from = below[from];
      to = below[to];
    }
    return [from, to];
  }

  #choose(levels: number): void {
    const { keyBits, cellSize, deeperCost, levels: levelsFree, levelsMax } = this.#aims;
    const strides: Uint8Array[] = [];
    const sums: Float64Array[] = [];
    this.#strides.push(strides);
    this.#sums.push(sums);
    const costOfEdge = levels <= levelsMax - levelsFree ? deeperCost : 0;
    for (let bits = keyBits; bits >= 0; bits--) {
      const { prefix, from, to } = this.#depths[bits];
      const stridesHere = new Uint8Array(prefix.length);
      const sumsHere = new Float64Array(prefix.length + 1);
      for (let index = 0; index < prefix.length; index++) {
        let least = IMPOSSIBLE;
        let low = index;
        let high = index + 1;
        for (let stride = 1; levels > 0 && stride <= STRIDE_MAX && bits + stride <= keyBits; stride++) {
          const { below } = this.#depths[bits + stride - 1];
          low = below[low];
          high = below[high];
          const sum = this.#sums[levels - 1][bits + stride];
          const cost = cellSize * 2 ** stride + sum[high] - sum[low] + costOfEdge * (to[index] - from[index]);
          if (cost < least) {
            least = cost;
            stridesHere[index] = stride;
          }
        }
        sumsHere[index + 1] = sumsHere[index] + least;
      }
      strides[bits] = stridesHere;
      sums[bits] = sumsHere;
    }
  }
}

function addNode(depth: Depth, prefix: number, from: number, to: number): void {
  depth.prefix.push(prefix);
  depth.from.push(from);
  depth.to.push(to);
}

/** Index in [from, to) of the first key not below `limit`; `to` if all are. */
function firstNotBelow(keys: readonly number[], from: number, to: number, limit: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (keys[middle] < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
