import type { Address } from "../address.ts";
import { specialPurpose } from "../geo/special.ts";
import type { Claim, Statement } from "./claim.ts";
import type { IdentityDatagram } from "./datagram.ts";
import { readDhcp } from "./dhcp.ts";
import { dhcpv6Statements } from "./dhcpv6.ts";
import type { DecodeDns } from "./dns-message.ts";
import { deviceKey, type Subject } from "./key.ts";
import { mdnsStatements } from "./mdns.ts";
import { nbnsStatements } from "./nbns.ts";
import { ssdpStatements } from "./ssdp.ts";

/** What a datagram claims of a device. It is hostile input: whatever it holds, nothing throws. */
export function claimsIn(datagram: IdentityDatagram, decodeDns: DecodeDns): Claim[] {
  const { protocol, source, etherSource, payload } = datagram;
  if (protocol === "dhcp") return dhcpClaims(etherSource, payload);
  // The protocols of one link: from elsewhere the frame's sender is a router, which another's name would stick to.
  if (specialPurpose(source) === undefined) return [];
  const statements = READERS[protocol](payload, source, decodeDns);
  return claimsOf({ ether: etherSource, address: source }, statements);
}

type Read = (payload: Uint8Array, sender: Address, decodeDns: DecodeDns) => readonly Statement[];

const READERS: Readonly<Record<Exclude<IdentityDatagram["protocol"], "dhcp">, Read>> = {
  dhcpv6: dhcpv6Statements,
  mdns: (payload, sender, decodeDns) => {
    const message = decodeDns(payload);
    return message ? mdnsStatements(message, sender) : [];
  },
  nbns: nbnsStatements,
  ssdp: ssdpStatements,
};

/** The client is known by its MAC before it has an address; relays and servers send for it. */
function dhcpClaims(etherSource: bigint | undefined, payload: Uint8Array): Claim[] {
  const message = readDhcp(payload);
  if (!message) return [];
  const { ether, address, statements } = message;
  return claimsOf(etherSource === undefined ? { address } : { ether }, statements);
}

function claimsOf(subject: Subject, statements: readonly Statement[]): Claim[] {
  const device = deviceKey(subject);
  return device === undefined ? [] : statements.map((statement) => ({ device, ...statement }));
}
