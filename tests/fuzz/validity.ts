// What must be true of every line of dissect, whatever the frame was.

import { isIPv4, isIPv6 } from "node:net";
import { OUTCOME_NAMES } from "../../host/classifier/totals.ts";
import type { FrameReport } from "../../host/report/frames.ts";

const WITH_PORTS = [6, 17, 33, 132, 136];
const MAC = /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/;
const OFFSET_MAX = 0x1fff;
const TAGS_MAX = 16;

type Rule = (report: FrameReport) => boolean;

const RULES: Readonly<Record<string, Rule>> = {
  "outcome is of the list": ({ outcome }) => (OUTCOME_NAMES as readonly string[]).includes(outcome),
  "lengths are counts": ({ length, captured }) => isBelow(length, 2 ** 32) && isBelow(captured, 262145),
  "time has nine digits": ({ time }) => time === undefined || TIME.test(time),
  "MACs are lower-case with colons": ({ etherSource, etherDestination }) =>
    [etherSource, etherDestination].every((mac) => mac === undefined || MAC.test(mac)),
  "the source MAC comes after the destination's": ({ etherSource, etherDestination }) =>
    etherSource === undefined || etherDestination !== undefined,
  "vlan stands for Ethernet only": ({ vlan, etherDestination }) =>
    (vlan === undefined) === (etherDestination === undefined),
  "vlan has 12 bits, 16 times": ({ vlan = [] }) =>
    vlan.length <= TAGS_MAX && vlan.every((vid) => isBelow(vid, 4096)),
  "addresses are addresses": ({ source, destination }) =>
    [source, destination].every((address) => address === undefined || isIPv4(address) || isIPv6(address)),
  "both addresses are of one family": ({ source, destination }) =>
    destination === undefined || (source !== undefined && isIPv6(source) === isIPv6(destination)),
  "a country stands where its address does": (report) =>
    (report.source === undefined) === (report.sourceCountry === undefined) &&
    (report.destination === undefined) === (report.destinationCountry === undefined),
  "protocol has 8 bits": ({ protocol }) => protocol === undefined || isBelow(protocol, 256),
  "ports come in pairs": ({ sourcePort, destinationPort }) =>
    (sourcePort === undefined) === (destinationPort === undefined),
  "ports are of five protocols": ({ sourcePort, protocol = -1 }) =>
    sourcePort === undefined || (WITH_PORTS.includes(protocol) && isBelow(sourcePort, 65536)),
  "a later fragment has no ports": ({ fragmentOffset = 0, sourcePort }) =>
    fragmentOffset === 0 || sourcePort === undefined,
  "fragmentOffset has 13 bits": ({ fragmentOffset = 0 }) => isBelow(fragmentOffset, OFFSET_MAX + 1),
  "OK has both addresses": ({ outcome, destination }) => outcome !== "OK" || destination !== undefined,
  "OK has a protocol": ({ outcome, protocol }) => outcome !== "OK" || protocol !== undefined,
  "without IP there is no IP field": (report) =>
    !["NOT_IP", "UNSUPPORTED_LINK_TYPE"].includes(report.outcome) || !hasIpField(report),
  "more captured than on the wire: no field": (report) =>
    report.captured <= report.length ||
    (report.outcome === "MALFORMED" && !hasIpField(report) && report.etherDestination === undefined),
};

function isBelow(value: number, limit: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < limit;
}

function hasIpField({ source, destination, protocol, sourcePort, fragmentOffset }: FrameReport): boolean {
  return [source, destination, protocol, sourcePort, fragmentOffset].some((value) => value !== undefined);
}

/** The rules that a line breaks. */
export function brokenRules(report: FrameReport): string[] {
  return Object.entries(RULES).flatMap(([name, holds]) => (holds(report) ? [] : [name]));
}
