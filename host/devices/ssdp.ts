import { type Address, formatAddress } from "../address.ts";
import type { Statement } from "./claim.ts";
import { tellsSomething, textOf } from "./claim-text.ts";

/** Octets of a message that are read: a datagram that crosses Ethernet whole has fewer. */
const MESSAGE_SIZE_MAX = 2048;

/** Products that name the library a device was built with, not the device. */
const LIBRARIES =
  /^(portable sdk for upnp|intel sdk for upnp|upnp-device-host|miniupnpd|gupnp|cling|[^/]*\bupnp[ /]sdk|upnp\/)/i;

/**
 * The product token of an announcement or an answer (UPnP Device Architecture 1.1, sections 1.2.2 and 1.3.3), as the
 * device's model: `SERVER: OS/version UPnP/1.1 product/version`. Who only searches says nothing of itself here:
 * USER-AGENT names a program, of which a device has many. A message whose LOCATION is at another address speaks for
 * another.
 */
export function ssdpStatements(payload: Uint8Array, sender: Address): Statement[] {
  const message = new TextDecoder().decode(payload.subarray(0, MESSAGE_SIZE_MAX));
  const [start, ...lines] = message.split(/\r?\n/);
  const headers = headersOf(lines);
  const announces =
    /^NOTIFY \* HTTP\/1\.[01]$/i.test(start) && /^ssdp:(alive|update)$/.test(headers.get("nts") ?? "");
  const answers = /^HTTP\/1\.[01] 200\b/i.test(start) && headers.has("st");
  if (!announces && !answers) return [];
  if (isElsewhere(headers.get("location") ?? "", sender)) return [];
  const product = productOf(headers.get("server") ?? "");
  return tellsSomething(product) && !LIBRARIES.test(product)
    ? [{ kind: "model", text: product, source: "ssdp" }]
    : [];
}

/** The first of each name, up to the empty line; a last line that nothing ends may be cut, and does not count. */
function headersOf(lines: readonly string[]): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  for (const line of lines.slice(0, -1)) {
    if (line === "") break;
    const colon = line.indexOf(":");
    if (colon <= 0) continue;
    const name = line.slice(0, colon).trim().toLowerCase();
    if (!headers.has(name)) headers.set(name, line.slice(colon + 1).trim());
  }
  return headers;
}

/** What follows the UPnP token; some write commas between the tokens. */
function productOf(server: string): string {
  const [, product = ""] = /\bUPnP\/[0-9.]+[,\s]+(.*)$/i.exec(server) ?? [];
  return textOf(new TextEncoder().encode(product));
}

/** Whether a URL names an IPv4 address that is not the sender's. */
function isElsewhere(location: string, sender: Address): boolean {
  const [, host] = /^http:\/\/([0-9.]+)(?:[:/]|$)/i.exec(location) ?? [];
  return host !== undefined && !sender.ipv6 && host !== formatAddress(sender);
}
