// What texts in a configuration may say.

import { formatAddress, type Prefix, parseAddress, parsePrefix } from "../address.ts";
import { mistakeInName } from "../devices/manual-names.ts";
import { formatEther, isGroupEther, parseEther } from "../ether.ts";
import { CODE_UNKNOWN } from "../geo/codes.ts";
import { countryCodeOf, isNamedCountry } from "../geo/names.ts";
import { printable } from "../text.ts";
import { type Reading, textForm } from "./form.ts";

/** PATH_MAX of Linux, without the final zero. */
const PATH_OCTETS_MAX = 4095;
/** IFNAMSIZ of Linux, without the final zero. */
const INTERFACE_OCTETS_MAX = 15;
const URL_LENGTH_MAX = 2048;
/** RFC 1035 section 2.3.4. */
const HOST_LENGTH_MAX = 253;

export const PATH = textForm("an absolute path", (text): Reading<string> => {
  if (!text.startsWith("/")) return { reason: "it does not start at the root." };
  if (printable(text) !== text) return { reason: "it holds characters that cannot be shown." };
  return octets(text) > PATH_OCTETS_MAX ? { reason: "it is too long." } : { value: text };
});

export const INTERFACE = textForm("the name of an interface, such as br-lan", (text): Reading<string> => {
  if (octets(text) > INTERFACE_OCTETS_MAX) return { reason: `Linux allows ${INTERFACE_OCTETS_MAX} octets.` };
  const isName = /^[^\s/:]+$/.test(text) && text !== "." && text !== ".." && printable(text) === text;
  return isName ? { value: text } : { reason: "no interface can have this name." };
});

export const CIDR = textForm("a prefix such as 192.0.2.0/24 or 2001:db8::/32", (text): Reading<Prefix> => {
  const prefix = parsePrefix(text);
  if (!prefix) return { reason: "it is no prefix." };
  // Everything would be local then.
  return prefix.length === 0 ? { reason: "it holds every address." } : { value: prefix };
});

/** As outputs write it. */
export const MAC = textForm("a MAC such as 64:b4:73:20:14:08", (text): Reading<string> => {
  const ether = parseEther(text);
  if (ether === undefined) return { reason: "it is no MAC." };
  return isGroupEther(ether) || ether === 0n
    ? { reason: "no device has this MAC." }
    : { value: formatEther(ether) };
});

export const DEVICE_NAME = textForm("a name that tells the device from others", (text): Reading<string> => {
  const name = text.trim();
  if (name === "") return { reason: "it is empty." };
  const mistake = mistakeInName(name);
  return mistake === undefined ? { value: name } : { reason: `it is one ${mistake}.` };
});

/** Codes that people write and that ISO 3166-1 does not assign. */
const CODES_MEANT: ReadonlyMap<string, string> = new Map([
  ["UK", "GB"],
  ["EL", "GR"],
]);

export const COUNTRY = textForm("a code of ISO 3166-1 alpha-2, such as CN", (text): Reading<string> => {
  const code = text.toUpperCase();
  if (isNamedCountry(code)) return { value: code };
  if (code === CODE_UNKNOWN)
    return { reason: "it stands for no country; unknown_country says what to do about it." };
  const meant = CODES_MEANT.get(code) ?? countryCodeOf(text);
  return { reason: `it is no assigned code.${meant === undefined ? "" : ` Did you mean ${meant}?`}` };
});

/** As outputs write it. */
export const ADDRESS = textForm("an address such as 127.0.0.1 or ::1", (text): Reading<string> => {
  const address = parseAddress(text);
  return address ? { value: formatAddress(address) } : { reason: "it is neither IPv4 nor IPv6." };
});

/** What a Host header names, without a port; lower-case. */
export const HOST = textForm("a host name such as router.lan, without a port", (text): Reading<string> => {
  const isHost = /^(?!-)[a-z0-9_-]+(\.[a-z0-9_-]+)*$/i.test(text) && text.length <= HOST_LENGTH_MAX;
  return isHost ? { value: text.toLowerCase() } : { reason: "it is no host name." };
});

export const WEB_URL = urlForm("a URL that starts with https:// or http://", ["https:", "http:"]);
export const SECURE_URL = urlForm("a URL that starts with https://", ["https:"]);

function urlForm(sample: string, protocols: readonly string[]) {
  return textForm(sample, (text): Reading<string> => {
    if (text.length > URL_LENGTH_MAX) return { reason: `it is longer than ${URL_LENGTH_MAX} characters.` };
    if (!URL.canParse(text)) return { reason: "it is no URL." };
    const { protocol, username, password, href } = new URL(text);
    if (!protocols.includes(protocol)) return { reason: `it starts with ${protocol}` };
    return username || password ? { reason: "it holds a user or a password." } : { value: href };
  });
}

export const SHA256 = textForm("a SHA-256 as 64 hexadecimal digits", (text): Reading<string> => {
  const digest = text.toLowerCase();
  return /^[0-9a-f]{64}$/.test(digest) ? { value: digest } : { reason: "it is no SHA-256." };
});

function octets(text: string): number {
  return new TextEncoder().encode(text).length;
}
