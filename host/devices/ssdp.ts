import { type Address, formatAddress } from "../address.ts";
import type { Statement } from "./claim.ts";
import { tellsSomething, textOf } from "./claim-text.ts";

/** Octets of a message that are read: a datagram that crosses Ethernet whole has fewer. */
const MESSAGE_SIZE_MAX = 2048;

/** Products that name the library a device was built with, not the device. */
const LIBRARIES =
  /^(portable sdk for upnp|intel sdk for upnp|upnp-device-host|miniupnpd|gupnp|cling|[^/]*\bupnp[ /]sdk|upnp\/)/i;

const NOTIFY = /^NOTIFY \* HTTP\/1\.[01]\r?\n/i;
const ANSWER = /^HTTP\/1\.[01] 200\b/i;
const ALIVE = /^ssdp:(alive|update)$/;

const HEAD_END = /\n\r?\n/;
// A last line that nothing ends may be cut, and does not count.
const NTS = /\n[^\S\n]*nts[^\S\n]*:([^\n]*)\n/i;
const ST = /\n[^\S\n]*st[^\S\n]*:([^\n]*)\n/i;
const SERVER = /\n[^\S\n]*server[^\S\n]*:([^\n]*)\n/i;
const LOCATION = /\n[^\S\n]*location[^\S\n]*:([^\n]*)\n/i;

/** A mark before the start line makes it none. */
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const encoder = new TextEncoder();

/**
 * The product token of an announcement or an answer (UPnP Device Architecture 1.1, sections 1.2.2 and 1.3.3), as the
 * device's model: `SERVER: OS/version UPnP/1.1 product/version`. Who only searches says nothing of itself here:
 * USER-AGENT names a program, of which a device has many. A message whose LOCATION is at another address speaks for
 * another. What is read here is what assembly/names/ssdp.ts tells apart.
 */
export function ssdpStatements(payload: Uint8Array, sender: Address): Statement[] {
  const message = decoder.decode(payload.subarray(0, MESSAGE_SIZE_MAX));
  const end = message.search(HEAD_END);
  const head = end < 0 ? message : message.slice(0, end + 1);
  const announces = NOTIFY.test(head) && ALIVE.test(valueIn(head, NTS) ?? "");
  const answers = !announces && ANSWER.test(head) && ST.test(head);
  if (!announces && !answers) return [];
  if (isElsewhere(valueIn(head, LOCATION) ?? "", sender)) return [];
  const product = productOf(valueIn(head, SERVER) ?? "");
  return tellsSomething(product) && !LIBRARIES.test(product)
    ? [{ kind: "model", text: product, source: "ssdp" }]
    : [];
}

/** Of the first header of a name. */
function valueIn(head: string, header: RegExp): string | undefined {
  return header.exec(head)?.[1].trim();
}

/** What follows the UPnP token; some write commas between the tokens. */
function productOf(server: string): string {
  const [, product = ""] = /\bUPnP\/[0-9.]+[,\s]+(.*)$/i.exec(server) ?? [];
  return textOf(encoder.encode(product));
}

/** Whether a URL names an IPv4 address that is not the sender's. */
function isElsewhere(location: string, sender: Address): boolean {
  const [, host] = /^http:\/\/([0-9.]+)(?:[:/]|$)/i.exec(location) ?? [];
  return host !== undefined && !sender.ipv6 && host !== formatAddress(sender);
}
