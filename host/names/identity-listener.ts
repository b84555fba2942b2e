import type { Classifier } from "../classifier/classifier.ts";
import type { EventRecord } from "../classifier/event.ts";
import type { Claim } from "../devices/claim.ts";
import type { IdentityDatagram } from "../devices/datagram.ts";
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

/** Who takes claims: the book of devices, or whoever hands them on to it. */
interface ClaimTaker {
  add(claim: Claim): void;
}

/** Enters what devices say of themselves into a book. */
export class IdentityListener implements EventListener {
  readonly #classifier: Classifier;
  readonly #book: ClaimTaker;

  constructor(classifier: Classifier, book: ClaimTaker) {
    this.#classifier = classifier;
    this.#book = book;
  }

  identity({ source, etherSource, sourcePort, destinationPort, octets }: EventRecord): void {
    const protocol = PROTOCOLS.get(destinationPort) ?? PROTOCOLS.get(sourcePort);
    if (protocol === undefined) return;
    const datagram = { protocol, source, etherSource, payload: octets };
    for (const claim of claimsIn(datagram, (message) => this.#classifier.dnsMessage(message)))
      this.#book.add(claim);
  }
}
