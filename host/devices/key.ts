import { type Address, formatAddress } from "../address.ts";
import { formatEther } from "../ether.ts";

/** Who a datagram speaks of. */
export interface Subject {
  readonly ether?: bigint;
  readonly address?: Address;
}

/** What outputs call a device: its MAC, or its address where the link has no MACs. */
export function deviceKey({ ether, address }: Subject): string | undefined {
  if (ether !== undefined) return formatEther(ether);
  return address && formatAddress(address);
}
