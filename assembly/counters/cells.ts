// Counters per device x country x direction. A flow keeps its cell, so a packet adds without a search.
//
//  index | cell + 1, 0 = free | x 2 CELLS_MAX, probed linearly
//  cells | Cell, 48 octets    | x CELLS_MAX; the first COUNTRIES_MAX are DEVICE_OTHER's, one a country

import {
  CELL_BYTES_DOWN,
  CELL_BYTES_UP,
  CELL_COUNTRY,
  CELL_FLOWS,
  CELL_PACKETS_DOWN,
  CELL_PACKETS_UP,
  CELL_SIZE,
  COUNTRIES_MAX,
  DEVICE_OTHER,
} from "../abi";
import { hashOfIdentifier } from "../hash";

@unmanaged
export class Cell {
  device: u32;
  country: u32;
  flows: u64;
  packetsUp: u64;
  packetsDown: u64;
  bytesUp: u64;
  bytesDown: u64;
}
if (offsetof<Cell>("country") != CELL_COUNTRY) ERROR("Cell.country");
if (offsetof<Cell>("flows") != CELL_FLOWS) ERROR("Cell.flows");
if (offsetof<Cell>("packetsUp") != CELL_PACKETS_UP) ERROR("Cell.packetsUp");
if (offsetof<Cell>("packetsDown") != CELL_PACKETS_DOWN) ERROR("Cell.packetsDown");
if (offsetof<Cell>("bytesUp") != CELL_BYTES_UP) ERROR("Cell.bytesUp");
if (offsetof<Cell>("bytesDown") != CELL_BYTES_DOWN) ERROR("Cell.bytesDown");
if (offsetof<Cell>() != CELL_SIZE) ERROR("Cell");

// @ts-expect-error: the release targets of asconfig.json define it; specs use a small table.
export const cellsMax: u32 = isDefined(CELLS_MAX) ? CELLS_MAX : 512;
const SLOTS: u32 = cellsMax * 2;

const slots: usize = memory.data(SLOTS * 4, 64);
export const cells: usize = memory.data(cellsMax * CELL_SIZE, 64);
/** Cells in use, with DEVICE_OTHER's. */
export let cellCount: u32 = COUNTRIES_MAX;
/** Flows counted under DEVICE_OTHER for want of a cell. */
export let cellsRefused: u64 = 0;

export function cellAt(cell: u32): Cell {
  return changetype<Cell>(cells + cell * CELL_SIZE);
}

export function cellOf(device: u32, country: u32): u32 {
  if (device == DEVICE_OTHER) return otherCell(country);
  let slot = hashOfIdentifier(device, country, 0) & (SLOTS - 1);
  for (; ; slot = (slot + 1) & (SLOTS - 1)) {
    const value = load<u32>(slots + (slot << 2));
    if (value == 0) break;
    const cell = cellAt(value - 1);
    if (cell.device == device && cell.country == country) return value - 1;
  }
  if (cellCount == cellsMax) {
    cellsRefused++;
    return otherCell(country);
  }
  const entry = cellCount++;
  store<u32>(slots + (slot << 2), entry + 1);
  const cell = cellAt(entry);
  cell.device = device;
  cell.country = country;
  return entry;
}

function otherCell(country: u32): u32 {
  cellAt(country).country = country;
  return country;
}
