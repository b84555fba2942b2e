import {
  DEVICE_FLOWS,
  DEVICE_IDENTIFIER,
  DEVICE_KIND,
  DEVICE_KIND_IPV6,
  DEVICE_SIZE,
} from "../../assembly/abi.ts";
import type { Address } from "../address.ts";
import { address } from "./fields.ts";

/** Who is at home: `kind` is DEVICE_KIND_*, `identifier` a MAC in its low half, or an address. */
export class DeviceRecord {
  readonly #view: DataView;
  readonly #at: number;

  constructor(view: DataView, at: number) {
    this.#view = view;
    this.#at = at;
  }

  get kind(): number {
    return this.#view.getUint32(this.#at + DEVICE_KIND, true);
  }
  /** Opened so far. */
  get flows(): number {
    return this.#view.getUint32(this.#at + DEVICE_FLOWS, true);
  }
  get identifier(): Address {
    return address(this.#view, this.#at + DEVICE_IDENTIFIER, this.kind === DEVICE_KIND_IPV6);
  }
}

/** `count` devices from `start` on. */
export function devicesIn(view: DataView, start: number, count: number): DeviceRecord[] {
  return Array.from({ length: count }, (_, k) => new DeviceRecord(view, start + k * DEVICE_SIZE));
}
