import { type Address, ipv4Address } from "../address.ts";
import { isGroupEther } from "../ether.ts";
import type { Statement } from "./claim.ts";
import { hostNameOf, tellsSomething, textOf } from "./claim-text.ts";
import { DhcpOptions } from "./dhcp-options.ts";
import { dottedName } from "./wire-name.ts";

// RFC 2131 section 2:
//
//    0  op, htype, hlen, hops     u8 each
//    4  xid u32, secs u16, flags u16
//   12  ciaddr, yiaddr, siaddr, giaddr  4 octets each
//   28  chaddr  16 octets
//   44  sname   64 octets, 108  file  128 octets
//  236  magic cookie, 240  options
const OP = 0;
const HTYPE = 1;
const HLEN = 2;
const CIADDR = 12;
const YIADDR = 16;
const CHADDR = 28;

const BOOTREQUEST = 1;
const BOOTREPLY = 2;

/** RFC 2132 section 9.6; what asks for something, and what grants it. The others take back or refuse. */
const REQUESTS: readonly number[] = [1, 3, 8]; // DHCPDISCOVER, DHCPREQUEST, DHCPINFORM
const DHCPACK = 5;

const OPTION_HOST_NAME = 12;
const OPTION_MESSAGE_TYPE = 53;
const OPTION_VENDOR_CLASS = 60;
const OPTION_CLIENT_IDENTIFIER = 61;
const OPTION_CLIENT_FQDN = 81;

/** IANA hardware types whose addresses are MACs: Ethernet, and IEEE 802, as which some Wi-Fi clients count. */
const MAC_HTYPES: readonly number[] = [1, 6];
const MAC_SIZE = 6;

/** Flags and two results of before; the name follows (RFC 4702 section 2). */
const FQDN_NAME = 3;
const FQDN_FLAG_WIRE_FORM = 0x04;

/** What a DHCP message says of its client, which is neither the frame's sender where a relay or a server speaks. */
export interface DhcpMessage {
  readonly ether?: bigint;
  /** The client's, where it has one. */
  readonly address?: Address;
  readonly statements: readonly Statement[];
}

/** Undefined for what is no message that makes claims. What is read here is what assembly/names/dhcp.ts tells apart. */
export function readDhcp(payload: Uint8Array): DhcpMessage | undefined {
  const options = DhcpOptions.in(payload);
  const type = options?.get(OPTION_MESSAGE_TYPE);
  if (!options || type?.length !== 1) return undefined;
  const isRequest = payload[OP] === BOOTREQUEST && REQUESTS.includes(type[0]);
  const isGrant = payload[OP] === BOOTREPLY && type[0] === DHCPACK;
  if (!isRequest && !isGrant) return undefined;

  const statements: Statement[] = [];
  const name = hostName(options);
  if (name !== undefined) statements.push({ kind: "hostName", text: name, source: "dhcp" });
  // A server's is the server's.
  const vendorClass = isRequest ? options.get(OPTION_VENDOR_CLASS) : undefined;
  const text = vendorClass ? textOf(vendorClass) : "";
  if (tellsSomething(text)) statements.push({ kind: "vendorClass", text, source: "dhcp" });
  const address = addressAt(payload, CIADDR) ?? (isGrant ? addressAt(payload, YIADDR) : undefined);
  return { ether: clientEther(payload, options), address, statements };
}

/** Option 12, which people know; else the longer name of option 81. */
function hostName(options: DhcpOptions): string | undefined {
  return telling(options.get(OPTION_HOST_NAME)) ?? telling(fqdn(options.get(OPTION_CLIENT_FQDN)));
}

function telling(name: Uint8Array | undefined): string | undefined {
  const text = name ? hostNameOf(name) : "";
  return tellsSomething(text) ? text : undefined;
}

function fqdn(option: Uint8Array | undefined): Uint8Array | undefined {
  if (!option || option.length <= FQDN_NAME) return undefined;
  const name = option.subarray(FQDN_NAME);
  return option[0] & FQDN_FLAG_WIRE_FORM ? dottedName(name) : name;
}

/** Of chaddr; of option 61 where a link has none there (RFC 4390). */
function clientEther(payload: Uint8Array, options: DhcpOptions): bigint | undefined {
  if (MAC_HTYPES.includes(payload[HTYPE]) && payload[HLEN] === MAC_SIZE) {
    const ether = etherAt(payload, CHADDR);
    if (ether !== undefined) return ether;
  }
  const identifier = options.get(OPTION_CLIENT_IDENTIFIER);
  if (identifier?.length !== 1 + MAC_SIZE || !MAC_HTYPES.includes(identifier[0])) return undefined;
  return etherAt(identifier, 1);
}

/** Undefined for zero and for group addresses, which are nobody's. */
function etherAt(octets: Uint8Array, at: number): bigint | undefined {
  let bits = 0;
  for (let octet = at; octet < at + MAC_SIZE; octet++) bits = bits * 256 + octets[octet];
  const ether = BigInt(bits);
  return ether === 0n || isGroupEther(ether) ? undefined : ether;
}

function addressAt(payload: Uint8Array, at: number): Address | undefined {
  const bits = (payload[at] << 24) | (payload[at + 1] << 16) | (payload[at + 2] << 8) | payload[at + 3];
  return bits === 0 ? undefined : ipv4Address(bits);
}
