import type { CellRecord } from "../classifier/cell.ts";
import { CountersView } from "../classifier/counters.ts";
import { CountryNumbers } from "../geo/country-numbers.ts";
import { addCounters, type CountrySum, subtractCounters } from "../report/country-sum.ts";
import { deviceText, etherOf } from "../report/devices.ts";
import type { TapCounters } from "../tap/messages.ts";
import type { Sums } from "./sums.ts";

/**
 * What the cells of one classifier have added to sums. Each reading adds what has risen since the one before: to sum up all of
 * it once a second would be most of what the first thread does, and leave a heap that is collected every few seconds.
 */
export class CellReadings {
  readonly #sums: Sums;
  #last: CountersView | undefined;
  #numbers = new CountryNumbers([]);
  /** By cell, where it is summed; absent where it has no flows. */
  #places: (CountrySum | undefined)[] = [];

  constructor(sums: Sums) {
    this.#sums = sums;
  }

  /** Readings come in order. */
  read({ counters, codes }: Pick<TapCounters, "counters" | "codes">): void {
    const view = new CountersView(counters);
    // Another country table: cells have other numbers, and several may have become one.
    const isRenumbered = this.#last !== undefined && !isSame(codes, this.#numbers.codes);
    if (isRenumbered) this.#takeBack();
    this.#numbers = new CountryNumbers(codes);
    this.#add(view);
    if (isRenumbered) this.#sums.dropEmpty();
    this.#last = view;
  }

  #add(view: CountersView): void {
    const cell = view.cell();
    const before = this.#last?.cell();
    for (const number of view.cellsChangedSince(this.#last)) {
      cell.number = number;
      if (cell.flows === 0) continue;
      const place = this.#places[number];
      if (place === undefined || before === undefined) {
        const first = this.#placeOf(cell, view);
        addCounters(first, cell);
        this.#places[number] = first;
        continue;
      }
      before.number = number;
      addCounters(place, cell);
      subtractCounters(place, before);
    }
  }

  #placeOf({ device, country }: CellRecord, view: CountersView): CountrySum {
    const record = view.device(device);
    return this.#sums.at(deviceText(record), etherOf(record), this.#numbers.codeOf(country));
  }

  #takeBack(): void {
    const before = this.#last!.cell();
    for (const [number, place] of this.#places.entries()) {
      if (place === undefined) continue;
      before.number = number;
      subtractCounters(place, before);
    }
    this.#places = [];
    this.#last = undefined;
  }
}

function isSame(first: readonly string[], second: readonly string[]): boolean {
  return first.length === second.length && first.every((code, k) => code === second[k]);
}
