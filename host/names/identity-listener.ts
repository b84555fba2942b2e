import type { Classifier } from "../classifier/classifier.ts";
import type { DnsAnswer } from "../classifier/dns.ts";
import type { EventRecord } from "../classifier/event.ts";
import type { DeviceBook } from "../devices/book.ts";
import type { IdentityDatagram } from "../devices/datagram.ts";
import type { DnsMessage, DnsRecord } from "../devices/dns-message.ts";
import { claimsIn } from "../devices/identify.ts";
import type { EventListener } from "./event-drain.ts";

/** By well-known port, of either end. */
const PROTOCOLS = new Map<number, IdentityDatagram["protocol"]>([
  [67, "dhcp"],
  [68, "dhcp"],
  [137, "nbns"],
  [546, "dhcpv6"],
  [547, "dhcpv6"],
  [1900, "ssdp"],
  [5353, "mdns"],
]);

/** Enters what devices say of themselves into the book. */
export class IdentityListener implements EventListener {
  readonly #classifier: Classifier;
  readonly #book: DeviceBook;

  constructor(classifier: Classifier, book: DeviceBook) {
    this.#classifier = classifier;
    this.#book = book;
  }

  identity({ source, etherSource, sourcePort, destinationPort, octets }: EventRecord): void {
    const protocol = PROTOCOLS.get(destinationPort) ?? PROTOCOLS.get(sourcePort);
    if (protocol === undefined) return;
    const datagram = { protocol, source, etherSource, payload: octets };
    for (const claim of claimsIn(datagram, (payload) => this.#decode(payload))) this.#book.add(claim);
  }

  #decode(payload: Uint8Array): DnsMessage | undefined {
    const message = this.#classifier.dnsMessage(payload);
    if (!message) return undefined;
    const { response, answers, authorities, additionals } = message;
    const records = [
      ...answers.map((answer) => recordOf("answer", answer)),
      ...authorities.map((answer) => recordOf("authority", answer)),
      ...additionals.map((answer) => recordOf("additional", answer)),
    ];
    return { response, records };
  }
}

function recordOf(section: DnsRecord["section"], { octets, ...answer }: DnsAnswer): DnsRecord {
  return { ...answer, section, data: octets };
}
