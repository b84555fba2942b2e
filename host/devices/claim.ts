/** Where a claim was heard; `manual` is the owner's own word, `lease` what the router's DHCP server has on file. */
export type ClaimSource = "manual" | "lease" | "dhcp" | "mdns" | "nbns" | "ssdp";

/** What an answer claims to be: what the network calls the device, what a person called it, what it is. */
export type ClaimKind = "hostName" | "instanceName" | "model" | "vendorClass";

/** What a datagram says of a device; whose it is stands beside it. A forger may have written it. */
export interface Statement {
  readonly kind: ClaimKind;
  /** Not empty, at most TEXT_OCTETS_MAX characters, as it came: what shows it escapes it. */
  readonly text: string;
  readonly source: Exclude<ClaimSource, "manual">;
}

export interface Claim extends Statement {
  /** As outputs call it: a MAC, or an address where the link has no MACs. */
  readonly device: string;
}
