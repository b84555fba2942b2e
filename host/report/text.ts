// Text forms that every output shares (the contract's "text forms").

import { NS_PER_SECOND } from "../nanoseconds.ts";

const SECOND_DIGITS = 19; // YYYY-MM-DDThh:mm:ss

let cachedSecond = -1n;
let cachedText = "";

/** `YYYY-MM-DDThh:mm:ss.nnnnnnnnnZ`, always nine digits, of nanoseconds since 1970. */
export function timeText(nanoseconds: bigint): string {
  const second = nanoseconds / NS_PER_SECOND;
  if (second !== cachedSecond) {
    cachedSecond = second;
    cachedText = new Date(Number(second) * 1000).toISOString().slice(0, SECOND_DIGITS);
  }
  const fraction = String(nanoseconds % NS_PER_SECOND).padStart(9, "0");
  return `${cachedText}.${fraction}Z`;
}

const BYTE_UNITS = ["B", "kB", "MB", "GB", "TB", "PB", "EB"];
const FLOW_UNITS = ["", "k", "M", "G"];
/** Up to here a count of flows is exact: it fits a column of seven. */
const FLOWS_EXACT_MAX = 9_999_999;

/** Three digits and an SI unit. */
function scaled(count: number, units: readonly string[]): string {
  let unit = 0;
  let value = count;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  return `${value.toFixed(digits)} ${units[unit]}`;
}

/** Bytes for people, at most seven columns. */
export function bytesText(bytes: number): string {
  return scaled(bytes, BYTE_UNITS);
}

/** Flows for people, at most seven columns. */
export function flowsText(flows: number): string {
  return flows <= FLOWS_EXACT_MAX ? String(flows) : scaled(flows, FLOW_UNITS);
}

/** A country, and what the second opinion says where it differs: CN/SG. */
export function codesText(country: string, otherCountry: string | undefined): string {
  return otherCountry === undefined ? country : `${country}/${otherCountry}`;
}

/** A count with its thousands apart. */
export function countText(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

const SECONDS_PER_MINUTE = 60;
const MINUTES_PER_HOUR = 60;
const HOURS_PER_DAY = 24;

/** A time span for people, to its two largest units. */
export function durationText(seconds: number): string {
  const minutes = Math.floor(seconds / SECONDS_PER_MINUTE);
  const hours = Math.floor(minutes / MINUTES_PER_HOUR);
  const days = Math.floor(hours / HOURS_PER_DAY);
  if (days > 0) return `${countText(days)} d ${hours % HOURS_PER_DAY} h`;
  if (hours > 0) return `${hours} h ${minutes % MINUTES_PER_HOUR} min`;
  if (minutes > 0) return `${minutes} min ${Math.floor(seconds % SECONDS_PER_MINUTE)} s`;
  return `${Math.floor(seconds)} s`;
}
