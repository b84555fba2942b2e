import type { Address } from "../address.ts";
import { deviceKey } from "../devices/key.ts";
import type { FlowDelta } from "./conntrack-table.ts";
import { lanView } from "./lan-view.ts";

/** Cells that are kept: as many as the classifier of a router has. */
export const DEVICE_CELLS_MAX = 7936;

/** What is asked of an address. */
export interface CellLookups {
  isLocal(address: Address): boolean;
  /** The MAC of whoever has it. */
  etherOf(address: Address): bigint | undefined;
  /** ISO 3166-1 alpha-2, null where it is special-purpose. */
  countryOf(address: Address): string | null;
}

/** What one device sent to one country and got from there, in packets and octets of IP. */
export interface DeviceCell {
  /** As outputs call it: a MAC, its address where nobody knows the MAC; undefined for all that found no room. */
  readonly device: string | undefined;
  readonly country: string | null;
  packetsUp: number;
  packetsDown: number;
  bytesUp: number;
  bytesDown: number;
}

/** Devices and countries by conntrack's counters, for routers whose hardware takes packets past the tap. */
export class DeviceCells {
  readonly #lookups: CellLookups;
  readonly #max: number;
  readonly #cells = new Map<string, DeviceCell>();
  #notKept = 0;

  constructor(lookups: CellLookups, max = DEVICE_CELLS_MAX) {
    this.#lookups = lookups;
    this.#max = max;
  }

  /** Adds what a flow between a device and elsewhere has carried; local ones and the router's own are nobody's. */
  add(delta: FlowDelta): void {
    const view = lanView(delta, this.#lookups.isLocal);
    if (!view) return;
    const { local, remote, up, down } = view;
    const device = deviceKey({ ether: this.#lookups.etherOf(local), address: local });
    const cell = this.#cellFor(device, this.#lookups.countryOf(remote));
    cell.packetsUp += up.packets;
    cell.packetsDown += down.packets;
    cell.bytesUp += up.bytes;
    cell.bytesDown += down.bytes;
  }

  cells(): readonly Readonly<DeviceCell>[] {
    return [...this.#cells.values()];
  }

  /** Times that a device's traffic was added to that of no device. */
  get notKept(): number {
    return this.#notKept;
  }

  #cellFor(device: string | undefined, country: string | null): DeviceCell {
    const key = `${device} ${country}`;
    const known = this.#cells.get(key);
    if (known) return known;
    if (device !== undefined && this.#cells.size >= this.#max) {
      this.#notKept++;
      return this.#cellFor(undefined, country);
    }
    const cell = { device, country, packetsUp: 0, packetsDown: 0, bytesUp: 0, bytesDown: 0 };
    this.#cells.set(key, cell);
    return cell;
  }
}
