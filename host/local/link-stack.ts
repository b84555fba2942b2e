import type { Link } from "../netlink/link.ts";

/**
 * Which links the frames of a link pass as well: the ports of a bridge or bond, the link that a VLAN or a switch's
 * port stands on, and what those stand on.
 */
export class LinkStack {
  readonly #below = new Map<number, number[]>();

  constructor(links: readonly Link[]) {
    for (const { index, master, parent } of links) {
      if (parent !== undefined) this.#add(index, parent);
      if (master !== undefined) this.#add(master, index);
    }
  }

  /** Indexes, without the link itself. */
  below(index: number): Set<number> {
    const found = new Set<number>();
    const next = [index];
    for (let link = next.pop(); link !== undefined; link = next.pop())
      for (const lower of this.#below.get(link) ?? [])
        if (lower !== index && !found.has(lower)) {
          found.add(lower);
          next.push(lower);
        }
    return found;
  }

  #add(upper: number, lower: number): void {
    const known = this.#below.get(upper);
    if (known) known.push(lower);
    else this.#below.set(upper, [lower]);
  }
}
