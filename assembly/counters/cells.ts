// Counters per device x country x direction. A flow keeps its cell, so a packet adds without a search.
//
//  index | cell + 1, 0 = free | x 2 CELLS_MAX, probed linearly
//  cells | Cell, 48 octets    | x CELLS_MAX; the first COUNTRIES_MAX are DEVICE_OTHER's, one a country
//  and what was attempted, 16 octets, for each cell, in builds for live traffic

import {
  ATTEMPTED_SIZE,
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
import { IS_LIVE } from "../live";
import { Attempted, addAttempted } from "./attempted";

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
/** DEVICE_OTHER's cells while they change places. */
const aside: usize = memory.data(COUNTRIES_MAX * CELL_SIZE, 64);
const attemptsAside: usize = IS_LIVE ? memory.data(COUNTRIES_MAX * ATTEMPTED_SIZE, 8) : 0;
export const cells: usize = memory.data(cellsMax * CELL_SIZE, 64);
/** 0 where there are none. */
export const cellAttempts: usize = IS_LIVE ? memory.data(cellsMax * ATTEMPTED_SIZE, 8) : 0;
/** Cells in use, with DEVICE_OTHER's. */
export let cellCount: u32 = COUNTRIES_MAX;
/** Flows counted under DEVICE_OTHER for want of a cell. */
export let cellsRefused: u64 = 0;

export function cellAt(cell: u32): Cell {
  return changetype<Cell>(cells + cell * CELL_SIZE);
}

/** What was attempted of a cell; of live builds alone. */
export function cellAttempted(cell: u32): Attempted {
  return changetype<Attempted>(cellAttempts + cell * ATTEMPTED_SIZE);
}

/** Whether a cell is one of DEVICE_OTHER's. */
export function isOtherCell(cell: u32): bool {
  return cell < COUNTRIES_MAX;
}

export function cellOf(device: u32, country: u32): u32 {
  if (device == DEVICE_OTHER) return otherCell(country);
  const slot = slotOf(device, country);
  const value = load<u32>(slot);
  if (value != 0) return value - 1;
  if (cellCount == cellsMax) {
    cellsRefused++;
    return otherCell(country);
  }
  return add(slot, device, country);
}

/** The slot of a cell, or the free one where it would go. */
function slotOf(device: u32, country: u32): usize {
  let slot = hashOfIdentifier(device, country, 0) & (SLOTS - 1);
  for (; ; slot = (slot + 1) & (SLOTS - 1)) {
    const value = load<u32>(slots + (slot << 2));
    if (value == 0) break;
    const cell = cellAt(value - 1);
    if (cell.device == device && cell.country == country) break;
  }
  return slots + (slot << 2);
}

function add(slot: usize, device: u32, country: u32): u32 {
  const entry = cellCount++;
  store<u32>(slot, entry + 1);
  const cell = cellAt(entry);
  cell.device = device;
  cell.country = country;
  return entry;
}

function otherCell(country: u32): u32 {
  cellAt(country).country = country;
  return country;
}

/**
 * Gives each cell the country that the 256 octets at `map` have in place of its own; where a device has several cells
 * for one country then, they become one. Cells stay packed, under other numbers than before.
 */
export function renumberCells(map: usize): void {
  memory.copy(aside, cells, COUNTRIES_MAX * CELL_SIZE);
  memory.fill(cells, 0, COUNTRIES_MAX * CELL_SIZE);
  if (IS_LIVE) {
    memory.copy(attemptsAside, cellAttempts, COUNTRIES_MAX * ATTEMPTED_SIZE);
    memory.fill(cellAttempts, 0, COUNTRIES_MAX * ATTEMPTED_SIZE);
  }
  for (let country: u32 = 0; country < COUNTRIES_MAX; country++) {
    const into = otherCell(load<u8>(map + country));
    sum(into, aside + country * CELL_SIZE, attemptsAside + country * ATTEMPTED_SIZE);
  }
  memory.fill(slots, 0, SLOTS * 4);
  const count = cellCount;
  cellCount = COUNTRIES_MAX;
  for (let entry = COUNTRIES_MAX; entry < count; entry++) move(entry, map);
  clear(cellCount, count);
}

/** Moves a cell behind those that have moved before it, or adds it to one of them. */
function move(entry: u32, map: usize): void {
  const cell = cells + entry * CELL_SIZE;
  const attempted = cellAttempts + entry * ATTEMPTED_SIZE;
  const device = cellAt(entry).device;
  const country: u32 = load<u8>(map + cellAt(entry).country);
  const slot = slotOf(device, country);
  const value = load<u32>(slot);
  if (value != 0) {
    sum(value - 1, cell, attempted);
    return;
  }
  memory.copy(cells + cellCount * CELL_SIZE, cell, CELL_SIZE);
  if (IS_LIVE) memory.copy(cellAttempts + cellCount * ATTEMPTED_SIZE, attempted, ATTEMPTED_SIZE);
  add(slot, device, country);
}

/** Adds the counters of the cell at `cell` and what was attempted of it, at `attempted`. */
function sum(entry: u32, cell: usize, attempted: usize): void {
  const into = cellAt(entry);
  const from = changetype<Cell>(cell);
  into.flows += from.flows;
  into.packetsUp += from.packetsUp;
  into.packetsDown += from.packetsDown;
  into.bytesUp += from.bytesUp;
  into.bytesDown += from.bytesDown;
  if (!IS_LIVE) return;
  const attempts = changetype<Attempted>(attempted);
  addAttempted(cellAttempted(entry), attempts.packets, attempts.bytes);
}

/** Cells [from, to) hold nothing. */
function clear(from: u32, to: u32): void {
  memory.fill(cells + from * CELL_SIZE, 0, (to - from) * CELL_SIZE);
  if (IS_LIVE) memory.fill(cellAttempts + from * ATTEMPTED_SIZE, 0, (to - from) * ATTEMPTED_SIZE);
}
