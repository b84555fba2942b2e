import type { CellCounts, CellRecord } from "./cell.ts";
import type { FlowRecord } from "./flow.ts";

type Change = { -readonly [Count in Exclude<keyof CellCounts, "device" | "country">]: number };

/**
 * What the classifier has counted in the cell of a flow that it opened again, and that belongs to the cell of the flow's
 * first frame.
 */
export class CellMoves {
  readonly #changes = new Map<number, Change>();

  /** `flow` is one with another of the cell `to`; `isSwapped`: what goes up in one goes down in the other. */
  move(flow: FlowRecord, to: number, isSwapped: boolean): void {
    const { cell, packetsUp, packetsDown, bytesUp, bytesDown } = flow;
    const from = this.#changeOf(cell);
    from.flows--;
    from.packetsUp -= packetsUp;
    from.packetsDown -= packetsDown;
    from.bytesUp -= bytesUp;
    from.bytesDown -= bytesDown;
    const into = this.#changeOf(to);
    into.packetsUp += isSwapped ? packetsDown : packetsUp;
    into.packetsDown += isSwapped ? packetsUp : packetsDown;
    into.bytesUp += isSwapped ? bytesDown : bytesUp;
    into.bytesDown += isSwapped ? bytesUp : bytesDown;
  }

  /** A cell after the moves. */
  after(cell: CellRecord): CellCounts {
    const change = this.#changes.get(cell.number);
    if (!change) return cell;
    return {
      device: cell.device,
      country: cell.country,
      flows: cell.flows + change.flows,
      packetsUp: cell.packetsUp + change.packetsUp,
      packetsDown: cell.packetsDown + change.packetsDown,
      bytesUp: cell.bytesUp + change.bytesUp,
      bytesDown: cell.bytesDown + change.bytesDown,
    };
  }

  #changeOf(cell: number): Change {
    let change = this.#changes.get(cell);
    if (!change) {
      change = { flows: 0, packetsUp: 0, packetsDown: 0, bytesUp: 0, bytesDown: 0 };
      this.#changes.set(cell, change);
    }
    return change;
  }
}
