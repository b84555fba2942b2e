// Flows and cells under the numbers of another country table.

import { COUNTRIES_MAX, DEVICE_OTHER } from "../../assembly/abi";
import {
  cellAt,
  cellAttempted,
  cellCount,
  cellOf,
  cellsMax,
  cellsRefused,
  isOtherCell,
} from "../../assembly/counters/cells";
import { drained } from "../../assembly/events";
import { Flow, flowAt } from "../../assembly/flow/flow";
import { insert } from "../../assembly/flow/table";
import { countryMap, renumber } from "../../assembly/renumber";
import { random, seed } from "./helper/mutation";

/** Sums by device and country, as they are to be. */
const DEVICES: u32 = 16;
const model = new StaticArray<u64>(<i32>(DEVICES * COUNTRIES_MAX));

function identity(): void {
  for (let k: u32 = 0; k < COUNTRIES_MAX; k++) store<u8>(countryMap + k, <u8>k);
}

/** Gives a cell counters that tell it from others. */
function fill(entry: u32, value: u64): void {
  const cell = cellAt(entry);
  cell.flows += value;
  cell.packetsUp += 2 * value;
  cell.packetsDown += 3 * value;
  cell.bytesUp += 5 * value;
  cell.bytesDown += 7 * value;
  cellAttempted(entry).packets += 11 * value;
  cellAttempted(entry).bytes += 13 * value;
}

function holds(entry: u32, value: u64): bool {
  const cell = cellAt(entry);
  const attempted = cellAttempted(entry);
  return (
    attempted.packets == 11 * value &&
    attempted.bytes == 13 * value &&
    cell.flows == value &&
    cell.packetsUp == 2 * value &&
    cell.packetsDown == 3 * value &&
    cell.bytesUp == 5 * value &&
    cell.bytesDown == 7 * value
  );
}

/** A flow of a device to a country, without a frame. */
function flowTo(device: u32, country: u32, other: u32): Flow {
  const flow = insert(random(u32.MAX_VALUE));
  flow.device = device;
  flow.answer = <u16>(country | (other << 8));
  flow.cell = cellOf(device, country);
  return flow;
}

describe("renumbering", () => {
  it("changes nothing where every number stays", () => {
    identity();
    const flow = flowTo(1, 7, 9);
    fill(flow.cell, 3);
    fill(cellOf(DEVICE_OTHER, 7), 4);
    const count = cellCount;
    renumber();
    expect(cellCount).toBe(count);
    expect(<u32>flow.answer).toBe(7 | (9 << 8));
    expect(flow.cell).toBe(cellOf(1, 7));
    expect(holds(flow.cell, 3)).toBe(true);
    expect(holds(7, 4)).toBe(true);
  });

  it("swaps numbers in flows, cells and DEVICE_OTHER's cells", () => {
    store<u8>(countryMap + 7, 9);
    store<u8>(countryMap + 9, 7);
    const flow = flowAt(0);
    const other = flowTo(DEVICE_OTHER, 9, 0);
    fill(cellOf(DEVICE_OTHER, 9), 5);
    renumber();
    expect(<u32>flow.answer).toBe(9 | (7 << 8));
    expect(cellAt(flow.cell).country).toBe(9);
    expect(holds(flow.cell, 3)).toBe(true);
    expect(cellOf(1, 9)).toBe(flow.cell);
    expect(<u32>other.answer).toBe(7);
    expect(other.cell).toBe(7);
    expect(holds(7, 5)).toBe(true);
    expect(cellAt(7).country).toBe(7);
    expect(holds(9, 4)).toBe(true);
    expect(cellAt(9).country).toBe(9);
    renumber();
    expect(holds(7, 4)).toBe(true);
  });

  it("sums what comes under one number, and leaves no hole", () => {
    identity();
    const first = flowTo(2, 20, 21);
    const between = flowTo(3, 20, 0);
    const second = flowTo(2, 21, 20);
    const last = flowTo(4, 22, 20);
    fill(first.cell, 1);
    fill(second.cell, 10);
    fill(between.cell, 100);
    fill(last.cell, 1000);
    const count = cellCount;
    store<u8>(countryMap + 21, 20);
    renumber();
    expect(cellCount).toBe(count - 1);
    expect(first.cell).toBe(second.cell);
    expect(holds(first.cell, 11)).toBe(true);
    expect(holds(between.cell, 100)).toBe(true);
    expect(holds(last.cell, 1000)).toBe(true);
    // Two opinions that lead to one country are one.
    expect(<u32>first.answer).toBe(20);
    expect(<u32>second.answer).toBe(20);
    expect(<u32>last.answer).toBe(22 | (20 << 8));
    // The cell that became free is empty when it is used again.
    expect(holds(cellOf(5, 30), 0)).toBe(true);
    expect(cellCount).toBe(count);
  });

  it("keeps every sum, whatever the map, with a full table", () => {
    seed(5);
    while (cellCount < cellsMax)
      fill(cellOf(1 + random(DEVICES - 1), random(COUNTRIES_MAX)), 1 + random(255));
    const refused = cellsRefused;
    const without = flowTo(DEVICES + 1, 77, 0);
    expect(cellsRefused).toBe(refused + 1);
    expect(isOtherCell(without.cell)).toBe(true);
    for (let round = 0; round < 20; round++) {
      for (let k: u32 = 1; k < COUNTRIES_MAX; k++)
        store<u8>(countryMap + k, round < 10 ? <u8>(1 + ((k * 3 + round) % 255)) : <u8>random(200 - round));
      model.fill(0);
      for (let entry: u32 = 0; entry < cellCount; entry++) {
        const cell = cellAt(entry);
        model[
          cell.device * COUNTRIES_MAX + load<u8>(countryMap + (isOtherCell(entry) ? entry : cell.country))
        ] += cell.flows;
      }
      const country: u32 = load<u8>(countryMap + <u8>without.answer);
      drained();
      renumber();
      for (let entry: u32 = 0; entry < cellCount; entry++) {
        const cell = cellAt(entry);
        const place = cell.device * COUNTRIES_MAX + (isOtherCell(entry) ? entry : cell.country);
        assert(holds(entry, model[place]), "cell " + entry.toString());
        if (!isOtherCell(entry))
          assert(cellOf(cell.device, cell.country) == entry, "lost " + entry.toString());
        model[place] = 0;
      }
      for (let k = 0; k < model.length; k++) assert(model[k] == 0, "not there: " + k.toString());
      assert(<u32>without.answer == country && without.cell == country, "a flow without a cell");
      for (let k: u32 = 0; k < 3; k++) {
        const flow = flowAt(k);
        const cell = cellAt(flow.cell);
        assert(
          cell.device == flow.device && cell.country == <u32>(flow.answer & 0xff),
          "flow " + k.toString(),
        );
      }
    }
    expect(cellCount).toBeLessThan(cellsMax);
  });
});
