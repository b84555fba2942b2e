// SvcParams of SVCB and HTTPS records (RFC 9460 sections 2.1, 2.2).
//
//   0               2          4
//  | SvcParamKey   | length   | value          keys ascend

import { formatAddress, ipv4Address } from "../address.ts";
import { IPV4_SIZE, IPV6_SIZE, ipv6Text, viewOf } from "./dns-data.ts";

const HEADER_SIZE = 4;
const LENGTH = 2;

/** A value's text; undefined where it is malformed or not written simply. */
type ValueText = (value: Uint8Array) => string | undefined;

/** RFC 9460 section 14.3.2, RFC 9461, RFC 9540. */
const KEYS: ReadonlyMap<number, readonly [string, ValueText]> = new Map([
  [0, ["mandatory", mandatoryText]],
  [1, ["alpn", alpnText]],
  [2, ["no-default-alpn", nothingText]],
  [3, ["port", portText]],
  [4, ["ipv4hint", ipv4HintText]],
  [5, ["ech", base64Text]],
  [6, ["ipv6hint", ipv6HintText]],
  [7, ["dohpath", simpleText]],
  [8, ["ohttp", nothingText]],
]);

/** ` key=value ...`; undefined where a parameter is unknown, malformed or not written simply. */
export function serviceParametersText(octets: Uint8Array): string | undefined {
  const view = viewOf(octets);
  let text = "";
  for (let at = 0; at < octets.length; ) {
    if (at + HEADER_SIZE > octets.length) return undefined;
    const start = at + HEADER_SIZE;
    const end = start + view.getUint16(at + LENGTH);
    const [name, valueText] = KEYS.get(view.getUint16(at)) ?? [];
    if (end > octets.length || !name || !valueText) return undefined;
    const value = valueText(octets.subarray(start, end));
    if (value === undefined) return undefined;
    text += value === "" ? ` ${name}` : ` ${name}=${value}`;
    at = end;
  }
  return text;
}

function mandatoryText(value: Uint8Array): string | undefined {
  return listText(value, 2, (part) => KEYS.get(viewOf(part).getUint16(0))?.[0]);
}

/** Protocol identifiers, each behind its length. */
function alpnText(value: Uint8Array): string | undefined {
  const protocols: string[] = [];
  for (let at = 0; at < value.length; ) {
    const end = at + 1 + value[at];
    const protocol = end > value.length ? undefined : simpleText(value.subarray(at + 1, end));
    if (protocol === undefined || protocol.includes(",")) return undefined;
    protocols.push(protocol);
    at = end;
  }
  return protocols.length === 0 ? undefined : protocols.join(",");
}

function nothingText(value: Uint8Array): string | undefined {
  return value.length === 0 ? "" : undefined;
}

function portText(value: Uint8Array): string | undefined {
  return value.length === 2 ? String(viewOf(value).getUint16(0)) : undefined;
}

function ipv4HintText(value: Uint8Array): string | undefined {
  return listText(value, IPV4_SIZE, (part) => formatAddress(ipv4Address(viewOf(part).getUint32(0))));
}

function ipv6HintText(value: Uint8Array): string | undefined {
  return listText(value, IPV6_SIZE, (part) => ipv6Text(viewOf(part), 0));
}

function base64Text(value: Uint8Array): string | undefined {
  return value.length === 0 ? undefined : btoa(String.fromCharCode(...value));
}

/** Visible ASCII that a zone file needs neither quote nor escape. */
function simpleText(value: Uint8Array): string | undefined {
  const text = value.length > 255 ? "" : String.fromCharCode(...value);
  return /^[!#-'*-:<-[\]-~]+$/.test(text) ? text : undefined;
}

/** Parts of `size` octets each, at least one, joined by commas. */
function listText(value: Uint8Array, size: number, partText: ValueText): string | undefined {
  if (value.length === 0 || value.length % size !== 0) return undefined;
  const parts: string[] = [];
  for (let at = 0; at < value.length; at += size) {
    const part = partText(value.subarray(at, at + size));
    if (part === undefined) return undefined;
    parts.push(part);
  }
  return parts.join(",");
}
