import {
  DEVICE_IDENTIFIER,
  DEVICE_KIND,
  DEVICE_KIND_IPV6,
} from "../../assembly/abi.ts";
import type { Address } from "../address.ts";
import { address } from "./fields.ts";

/** Who is at home: `kind` is DEVICE_KIND_*, `identifier` a MAC in its low half, or an address. */
export class DeviceRecord {
  readonly kind: number;
  readonly identifier: Address;

  constructor(view: DataView, at: number) {
    this.kind = view.getUint32(at + DEVICE_KIND, true);
    this.identifier = address(view, at + DEVICE_IDENTIFIER, this.kind === DEVICE_KIND_IPV6);
  }
}
