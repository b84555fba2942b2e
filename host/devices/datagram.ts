import type { Address } from "../address.ts";

/** A UDP payload in which a device may say who it is. */
export interface IdentityDatagram {
  readonly protocol: "dhcp" | "dhcpv6" | "mdns" | "nbns" | "ssdp";
  /** Of its IP header. */
  readonly source: Address;
  /** Who sent the frame; absent where the link has no MACs. */
  readonly etherSource?: bigint;
  readonly payload: Uint8Array;
}
