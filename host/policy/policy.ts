// What the owner of the devices wants, as data. Nothing here reads a file, a clock or a packet.

import type { Prefix } from "../address.ts";
import type { Action } from "./action.ts";
import type { WeekSpan } from "./week-span.ts";

/** A device as outputs write it: its MAC, or its address where frames carry none. */
export type DeviceKey = string;

/** Which of two opinions on a country counts: the first, the stricter one's action, the laxer one's. */
export type OpinionsDiffer = "first" | "either" | "both";

export interface Policy {
  /** What a refused client gets: nothing, or an answer that ends its attempt. */
  readonly blockWith: "drop" | "reject";
  readonly defaultAction: Action;
  /** Absent: defaultAction. */
  readonly unknownCountry?: Action;
  readonly opinionsDiffer: OpinionsDiffer;
  readonly tunnels: Action;
  readonly newDevices: Action;
  /** What this machine itself says is judged too, as a device's that nobody names. */
  readonly isRouterJudged?: boolean;
  /** An IANA name; absent: the system's. */
  readonly timezone?: string;
  readonly countries: readonly CountryRule[];
  readonly exceptions: readonly Exception[];
  readonly devices: readonly KnownDevice[];
}

/** Where something stands in a configuration, such as country[2]. */
interface Placed {
  readonly place: string;
}

export interface CountryRule extends Placed {
  /** ISO 3166-1 alpha-2. */
  readonly codes: ReadonlySet<string>;
  readonly action: Action;
  /** Absent: all. */
  readonly devices?: ReadonlySet<DeviceKey>;
  /** None: always. */
  readonly hours: readonly WeekSpan[];
}

/** One that names neither addresses nor hosts is about all that its devices do. */
export interface Exception extends Placed {
  readonly addresses: readonly Prefix[];
  /** Lower-case ASCII; *.example.com is what ends in .example.com. */
  readonly hosts: readonly string[];
  readonly action: Action;
  /** Absent: all. */
  readonly devices?: ReadonlySet<DeviceKey>;
  /** Local time in minutes since 1970 from which on it is over; absent: never. */
  readonly expires?: number;
}

export interface KnownDevice extends Placed {
  readonly name: string;
  readonly keys: readonly DeviceKey[];
  /** For countries that no rule names; absent: as for all devices. */
  readonly policy?: Action;
}

/** Groups of devices that the rules tell apart, the one of devices that nobody names among them. */
export const GROUPS_MAX = 16;
/** Addresses, prefixes and host names of all exceptions. */
export const EXCEPTIONS_MAX = 1000;
/** Devices that are named. */
export const DEVICES_MAX = 4096;
