import { printable } from "../text.ts";
import { sourcesText } from "./domain-text.ts";
import type { FlowReport } from "./flows.ts";
import { bytesText, codesText } from "./text.ts";
import { shorten, shortenStart, widthOf } from "./width.ts";

const GAP = "  ";
const BYTES_WIDTH = 7;
/** A MAC and an IPv4 address: a country's name gives way to them, its code to nothing. */
const ENDS_WIDTH = 32;
const MAC_WIDTH = 17;
/** The first groups of an IPv6 address: a MAC gives way only to them. */
const REMOTE_MIN = 10;
/** Less of an organization tells little. */
const ORGANIZATION_MIN = 8;

const PROTOCOL_NAMES = new Map([
  [1, "ICMP"],
  [2, "IGMP"],
  [6, "TCP"],
  [17, "UDP"],
  [33, "DCCP"],
  [47, "GRE"],
  [50, "ESP"],
  [51, "AH"],
  [58, "ICMPv6"],
  [132, "SCTP"],
  [136, "UDPLite"],
]);

/**
 * One line of the largest uploads: how much, from and to whom, where. Addresses give way to the country, and the
 * organization to all of them.
 */
export function uploadText(
  flow: FlowReport,
  nameOf: (country: string | null) => string,
  width: number,
): string {
  const { device = "?", bytesUp } = flow;
  const remote = remoteText(flow);
  const bytes = `  ${bytesText(bytesUp).padStart(BYTES_WIDTH)}  `;
  const service = serviceText(flow);
  const room = (where: string) => width - bytes.length - " to ".length - 1 - service.length - where.length;
  const [named, coded] = whereTexts(flow, nameOf);
  const where = room(named) >= Math.min(ENDS_WIDTH, device.length + remote.length) ? named : coded;
  const left = room(where);
  const from = shorten(
    device,
    Math.max(left >> 1, left - remote.length, Math.min(MAC_WIDTH, left - REMOTE_MIN)),
  );
  const to =
    flow.host === undefined ? shorten(remote, left - from.length) : hostText(flow, left - from.length);
  const line = `${bytes}${from} to ${to} ${service}${where}`;
  return `${line}${organizationText(flow, width - widthOf(line))}`;
}

/** The name that is claimed, whose claim it is, or the address. */
function remoteText(flow: FlowReport): string {
  return flow.host === undefined ? (flow.remote ?? "?") : hostText(flow, Number.POSITIVE_INFINITY);
}

/** Of a long name the end tells more. */
function hostText({ host = "", hostSource, ech }: FlowReport, width: number): string {
  const source = ` (${sourcesText([hostSource ?? "?"], ech ?? false)})`;
  return `${shortenStart(host, width - source.length)}${source}`;
}

function organizationText({ organization }: FlowReport, room: number): string {
  if (organization === undefined) return "";
  const text = printable(organization);
  const left = room - GAP.length;
  return left >= Math.min(ORGANIZATION_MIN, widthOf(text)) ? `${GAP}${shorten(text, left)}` : "";
}

/** Transport and port. */
export function serviceText({ protocol, remotePort }: FlowReport): string {
  if (protocol === undefined) return "?";
  const transport = PROTOCOL_NAMES.get(protocol) ?? `protocol ${protocol}`;
  return remotePort === undefined ? transport : `${transport} ${remotePort}`;
}

/** With the country's name, and with its code alone. */
function whereTexts(flow: FlowReport, nameOf: (country: string | null) => string): [string, string] {
  const { country, otherCountry } = flow;
  if (country === undefined) return ["", ""];
  if (country === null) return [`  ${nameOf(null)}`, `  ${nameOf(null)}`];
  const codes = codesText(country, otherCountry);
  return [`  ${nameOf(country)}${otherCountry === undefined ? "" : ` (${codes})`}`, `  ${codes}`];
}
