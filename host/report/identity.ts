import type { ClaimedName, ClaimedTrait, DeviceBook } from "../devices/book.ts";
import type { ClaimSource } from "../devices/claim.ts";
import type { Vendors } from "../devices/vendors.ts";
import { printable } from "../text.ts";

/** What is known of devices beside what they sent. */
export interface KnownDevices {
  readonly book: DeviceBook;
  readonly vendors: Vendors;
}

/** Who a device is, as far as anybody says so; whatever others wrote is escaped. */
export interface IdentityReport {
  /** Of its MAC, or that software chose it. */
  readonly vendor?: string;
  /** The most believed of `names`. */
  readonly name?: string;
  readonly nameSource?: ClaimSource;
  readonly names?: readonly ClaimedName[];
  /** What else it is said to be. */
  readonly traits?: readonly ClaimedTrait[];
}

/** `device` is what outputs call it, `ether` its MAC where it has one, `addresses` what it sent from. */
export function identityReport(
  { book, vendors }: KnownDevices,
  device: string,
  ether: bigint | undefined,
  addresses: readonly string[],
): IdentityReport {
  const vendor = ether === undefined ? undefined : vendors.vendorOf(ether);
  const names = book.names(device, addresses).map(({ name, source }) => ({ name: printable(name), source }));
  const traits = book.traits(device).map((claimed) => ({ ...claimed, value: printable(claimed.value) }));
  return {
    vendor: vendor && printable(vendor),
    name: names[0]?.name,
    nameSource: names[0]?.source,
    names: names.length > 0 ? names : undefined,
    traits: traits.length > 0 ? traits : undefined,
  };
}
