// Which octets of a frame the ring of a tap keeps. Frames from devices come whole: a ClientHello may span any number
// of segments, so that its first octets alone cannot choose. Frames to devices come as headers, whichever way they pass,
// but for what teaches names (DNS, DHCP, what devices say of themselves), and for what a client outside says to a service.

import type { Prefix } from "../address.ts";
import { FREE_WORD } from "./address-words.ts";
import { BpfProgram, FROM_LINK_HEADER, PACKET_TYPE } from "./bpf.ts";
import { dropElsewhere, type Elsewhere } from "./elsewhere.ts";
import type { LiveInterface } from "./live.ts";
import { chooseFamily, loadSourcePort } from "./source-port.ts";
import { chooseToDevice } from "./to-device.ts";

/** linux/if_packet.h: the frame comes in and is another machine's, as all are on a port that mirrors a LAN. */
const PACKET_OTHERHOST = 3;
/** The frame leaves through this interface, so it goes to a device. */
const PACKET_OUTGOING = 4;

const WHOLE = 262_144;
/** TCP's header with all its options. */
const TRANSPORT_SIZE_MAX = 60;
/**
 * What is kept where the headers are not looked into, and of no frame less: Ethernet, two tags, IPv6 with 40 octets of
 * extension headers or IPv4 with all its options, and TCP with all of its.
 */
export const HEADERS_SIZE = 14 + 8 + 80 + TRANSPORT_SIZE_MAX;

const ETHERTYPE = 12;
const ETHERTYPE_IPV4 = 0x0800;
const ETHERTYPE_IPV6 = 0x86dd;
const IP = 14;
const IPV6_NEXT_HEADER = IP + 6;
const IPV4_HEADER_SIZE = 20; // without options
const IPV6_HEADER_SIZE = 40;
/** The first octet of an IPv4 header: its version above its length. */
const IPV4_VERSION_MAX = 0x4f;
/** Extension headers of IPv6 (RFC 7045) but ESP's: behind them ports are not looked for. */
const EXTENSION_HEADERS = [0, 43, 44, 51, 60, 135];
/** Of TCP and UDP, behind the source port. */
const DESTINATION_PORT = 2;
const PORT_DNS = 53;
/** DNS and DHCP, NBNS, SSDP, mDNS, LLMNR: who answers there teaches names. */
const TEACHING_PORTS = [PORT_DNS, 67, 137, 547, 1900, 5353, 5355];
/** RFC 6335 section 6: services have these. */
const SYSTEM_PORT_MAX = 1023;
/** Clients have these: Linux's from here on, others from 49,152 on (RFC 6335 section 6). */
const CLIENT_PORT_MIN = 32_768;

/** Words that the program keeps beside addresses. */
const IP_HEADER_LENGTH = FREE_WORD;
const SOURCE = FREE_WORD + 1;
const DESTINATION = FREE_WORD + 2;

/** What a filter has to know of an interface. */
export type Surroundings = Pick<LiveInterface, "elsewhere" | "home">;

/**
 * For interfaces of Ethernet frames. Tags that a network card has taken off are not in the way; behind one that is in
 * the frame a DNS answer that goes out is cut like the rest, and what comes in is taken whole.
 */
export function tapFilter({ elsewhere, home }: Surroundings): Uint8Array {
  const program = new BpfProgram()
    .loadByte(PACKET_TYPE)
    .ifEqual(PACKET_OUTGOING, undefined, "coming in")
    .goTo("going out")
    .label("coming in");
  takeComingIn(program, home);
  takeGoingOut(program.label("going out"), elsewhere);
  return takeToDevice(program).encode();
}

/** Whole, or on to "ipv4" or "extended" as what goes to a device. */
function takeComingIn(program: BpfProgram, home: readonly Prefix[]): void {
  chooseVersion(takeUpTo(program, HEADERS_SIZE), "ipv6 coming in", WHOLE);
  chooseToDevice(program, home, IP, false, "ipv4", "whole").label("ipv6 coming in");
  chooseToDevice(program, home, IP, true, "extended", "whole");
}

/** Not at all where it comes from elsewhere; what is short whole, what is no IP as HEADERS_SIZE, the rest on. */
function takeGoingOut(program: BpfProgram, elsewhere: Elsewhere): void {
  chooseVersion(takeUpTo(program, IP + IPV4_HEADER_SIZE - 1), "ipv6 going out", HEADERS_SIZE);
  dropElsewhere(program, elsewhere, IP, false);
  takeUpTo(program, HEADERS_SIZE).goTo("ipv4").label("ipv6 going out");
  takeUpTo(program, IP + IPV6_HEADER_SIZE - 1);
  dropElsewhere(program, elsewhere, IP, true);
  takeUpTo(program, HEADERS_SIZE).goTo("extended");
}

/** Goes on with IPv4, to label `ipv6` with IPv6, and takes so many octets of what is neither. */
function chooseVersion(program: BpfProgram, ipv6: string, otherTaken: number): void {
  program
    .loadHalf(ETHERTYPE)
    .ifEqual(ETHERTYPE_IPV4, `not ${ipv6}`)
    .ifEqual(ETHERTYPE_IPV6, `to ${ipv6}`)
    .take(otherTaken)
    .label(`to ${ipv6}`)
    .goTo(ipv6)
    .label(`not ${ipv6}`);
}

/** What is longer than HEADERS_SIZE: the headers, or whole. */
function takeToDevice(program: BpfProgram): BpfProgram {
  program.label("extended").loadByte(IPV6_NEXT_HEADER);
  for (const type of EXTENSION_HEADERS) program.ifEqual(type, "whole");
  program.goTo("ipv6");
  loadSourcePort(program, IP, "headers").storeX(IP_HEADER_LENGTH).store(SOURCE);
  for (const port of TEACHING_PORTS) program.ifEqual(port, "whole");
  program.loadHalfIndexed(IP + DESTINATION_PORT).store(DESTINATION);
  return chooseByClient(program, "whole", "to a client")
    .label("to a client")
    .loadStored(IP_HEADER_LENGTH)
    .add(IP + TRANSPORT_SIZE_MAX)
    .returnA()
    .label("headers")
    .take(HEADERS_SIZE)
    .label("whole")
    .take(WHOLE);
}

/**
 * Goes on by which end is the client, as far as ports tell: a service's is a system port, or the lower one where the other
 * is one that clients have. In doubt the source is.
 */
function chooseByClient(program: BpfProgram, isSource: string, isDestination: string): BpfProgram {
  return program
    .setXToStored(DESTINATION)
    .loadStored(SOURCE)
    .ifGreaterThanX(isSource)
    .ifGreater(SYSTEM_PORT_MAX, undefined, isDestination)
    .loadStored(DESTINATION)
    .ifGreater(CLIENT_PORT_MIN - 1, isDestination, isSource);
}

/** For interfaces whose frames begin with the IP header: they come whole. */
export function rawFilter({ elsewhere }: Surroundings): Uint8Array {
  const program = new BpfProgram()
    .loadByte(PACKET_TYPE)
    .ifEqual(PACKET_OUTGOING, "outgoing")
    .take(WHOLE)
    .label("outgoing");
  takeUpTo(program, IPV4_HEADER_SIZE - 1)
    .loadByte(0)
    .ifGreater(IPV4_VERSION_MAX, "to ipv6", "ipv4")
    .label("to ipv6")
    .goTo("ipv6")
    .label("ipv4");
  dropElsewhere(program, elsewhere, 0, false);
  program.take(WHOLE).label("ipv6");
  takeUpTo(program, IPV6_HEADER_SIZE - 1);
  dropElsewhere(program, elsewhere, 0, true);
  return program.take(WHOLE).encode();
}

/** A load beyond the end would drop a frame: what is no longer than `length` is taken before anybody loads further. */
function takeUpTo(program: BpfProgram, length: number): BpfProgram {
  const longer = `longer than ${length} at ${program.length}`;
  return program.loadLength().ifGreater(length, longer).take(WHOLE).label(longer);
}

/** Takes no frame. */
export function noneFilter(): Uint8Array {
  return new BpfProgram().take(0).encode();
}

/** The last four octets of a MAC or an address tell devices of one house apart. */
interface Tails {
  readonly source: number;
  readonly destination: number;
}
/** This program runs where incoming frames have their link header behind them, and outgoing ones ahead. */
const ETHER: Tails = { source: FROM_LINK_HEADER + 8, destination: FROM_LINK_HEADER + 2 };
const IPV4: Tails = { source: 12, destination: 16 };
const IPV6: Tails = { source: 20, destination: 36 };

/**
 * Which of `workers` takes a frame (PACKET_FANOUT_CBPF): all frames of a device go to the same one, so that its flows
 * and the names that it was told stay together. What comes in between others goes with its sender, but for DNS's answers:
 * one teaches where its query was heard.
 */
export function fanoutFilter(workers: number, isEthernet: boolean): Uint8Array {
  const program = new BpfProgram().loadByte(PACKET_TYPE);
  if (isEthernet) {
    program.ifEqual(PACKET_OUTGOING, "destination").ifEqual(PACKET_OTHERHOST, undefined, "source");
    // The program's offsets are those of an incoming frame, whose IP header comes first.
    chooseFamily(program, FROM_LINK_HEADER + ETHERTYPE, "source");
    loadSourcePort(program, 0, "source").ifEqual(PORT_DNS, "destination", "source");
    chooseBy(program.label("source"), ETHER.source, workers);
    return chooseBy(program.label("destination"), ETHER.destination, workers).encode();
  }
  program.ifEqual(PACKET_OUTGOING, "outgoing");
  chooseByAddress(program, "source", workers);
  return chooseByAddress(program.label("outgoing"), "destination", workers).encode();
}

function chooseByAddress(program: BpfProgram, end: keyof Tails, workers: number): BpfProgram {
  const isIpv6 = `${end} is IPv6`;
  program.loadByte(0).ifGreater(IPV4_VERSION_MAX, isIpv6);
  chooseBy(program, IPV4[end], workers);
  return chooseBy(program.label(isIpv6), IPV6[end], workers);
}

function chooseBy(program: BpfProgram, at: number, workers: number): BpfProgram {
  return program.loadWord(at).modulo(workers).returnA();
}
