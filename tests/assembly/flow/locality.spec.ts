import {
  COUNTRY_NULL,
  LOCAL_PREFIX_HIGH,
  LOCAL_PREFIX_IS_IPV6,
  LOCAL_PREFIX_LOW,
  LOCAL_PREFIX_MASK_HIGH,
  LOCAL_PREFIX_MASK_LOW,
  LOCAL_PREFIX_SIZE,
} from "../../../assembly/abi";
import {
  isFromLocal,
  isGroup,
  isWithinLocal,
  localPrefixes,
  setLocalPrefixCount,
} from "../../../assembly/flow/locality";
import { frame } from "../helper/frame";
import { packet, packet6 } from "../helper/packet";

const HOME: u32 = 0xc0a80102;
const NEIGHBOUR: u32 = 0xc0a80103;
const REMOTE: u32 = 0x08080808;
const OTHER: u32 = 0x01010101;
const MULTICAST: u32 = 0xe00000fb;
const BROADCAST: u32 = 0xffffffff;
const PUBLIC: u16 = 2;
const TCP: u32 = 6;
const SYN: u8 = 0x02;
const ACK: u8 = 0x10;

function country(address: u32): u16 {
  const isSpecial = address >> 16 == 0xc0a8 || address >> 28 == 0xe || address == BROADCAST || address == 0;
  return isSpecial ? <u16>COUNTRY_NULL : PUBLIC;
}

function fromLocal(source: u32, destination: u32, protocol: u32 = 17, flags: u8 = 0): bool {
  packet(source, destination, protocol, 1000, 2000);
  frame.tcpFlags = flags;
  frame.sourceAnswer = country(source);
  frame.destinationAnswer = country(destination);
  return isFromLocal(frame);
}

function setPrefix(k: u32, isIpv6: u32, high: u64, low: u64, maskHigh: u64, maskLow: u64): void {
  const prefix = localPrefixes + k * LOCAL_PREFIX_SIZE;
  store<u64>(prefix, high, LOCAL_PREFIX_HIGH);
  store<u64>(prefix, low, LOCAL_PREFIX_LOW);
  store<u64>(prefix, maskHigh, LOCAL_PREFIX_MASK_HIGH);
  store<u64>(prefix, maskLow, LOCAL_PREFIX_MASK_LOW);
  store<u32>(prefix, isIpv6, LOCAL_PREFIX_IS_IPV6);
}

/** An IPv4 prefix. */
function setPrefix4(k: u32, address: u32, length: u32): void {
  const mask = ~(((<u64>1) << (32 - length)) - 1);
  setPrefix(k, 0, 0, 0xffff00000000 | <u64>address, u64.MAX_VALUE, mask);
}

function within(source: u32, destination: u32): bool {
  packet(source, destination, 17, 1000, 2000);
  return isWithinLocal(frame);
}

describe("local side", () => {
  afterEach(() => setLocalPrefixCount(0));

  it("what has both ends inside stays within, whatever its addresses", () => {
    setPrefix4(0, 0x08080800, 24);
    setPrefix4(1, HOME, 24);
    setPrefix4(2, 0xe0000000, 4);
    setLocalPrefixCount(3);
    expect(within(REMOTE, HOME)).toBe(true);
    expect(within(REMOTE, OTHER)).toBe(false);
    expect(within(OTHER, REMOTE)).toBe(false);
    expect(within(HOME, MULTICAST)).toBe(false);
    setLocalPrefixCount(0);
    expect(within(HOME, NEIGHBOUR)).toBe(false);
  });

  it("rule 1: exactly one end is inside a local prefix", () => {
    setPrefix4(0, 0x08080800, 24);
    setLocalPrefixCount(1);
    expect(fromLocal(REMOTE, OTHER)).toBe(true);
    expect(fromLocal(OTHER, REMOTE)).toBe(false);
    // It comes before the second rule, and before SYN+ACK.
    expect(fromLocal(REMOTE, HOME)).toBe(true);
    expect(fromLocal(HOME, REMOTE)).toBe(false);
    expect(fromLocal(REMOTE, OTHER, TCP, SYN | ACK)).toBe(true);
    // Both inside: the next rules.
    expect(fromLocal(REMOTE, 0x08080809)).toBe(true);
    expect(fromLocal(REMOTE, 0x08080809, TCP, SYN | ACK)).toBe(false);
    // One bit outside.
    expect(fromLocal(OTHER, 0x08080900)).toBe(true);
  });

  it("rule 1: any of several prefixes, of its own family only", () => {
    setPrefix4(0, 0x01010101, 32);
    setPrefix(1, 1, 0x20010db800000000, 0, 0xffffffff00000000, 0);
    setPrefix4(2, 0, 0);
    setLocalPrefixCount(2);
    expect(fromLocal(REMOTE, OTHER)).toBe(false);
    packet6(0x2a00000000000000, 1, 0x20010db8ffffffff, 1);
    frame.sourceAnswer = PUBLIC;
    frame.destinationAnswer = PUBLIC;
    expect(isFromLocal(frame)).toBe(false);
    // ::ffff:1.1.1.1 is not 1.1.1.1.
    packet6(0x2a00000000000000, 1, 0, 0xffff01010101);
    frame.sourceAnswer = PUBLIC;
    frame.destinationAnswer = PUBLIC;
    expect(isFromLocal(frame)).toBe(true);
    setLocalPrefixCount(3);
    expect(fromLocal(REMOTE, OTHER)).toBe(true);
  });

  it("rule 2: exactly one end is special-purpose unicast", () => {
    expect(fromLocal(HOME, REMOTE)).toBe(true);
    expect(fromLocal(REMOTE, HOME)).toBe(false);
    expect(fromLocal(REMOTE, HOME, TCP, SYN)).toBe(false);
    expect(fromLocal(HOME, REMOTE, TCP, SYN | ACK)).toBe(true);
    // A group address is special-purpose, but no unicast.
    expect(fromLocal(HOME, MULTICAST)).toBe(true);
    expect(fromLocal(0, BROADCAST)).toBe(true);
    expect(fromLocal(MULTICAST, HOME)).toBe(false);
  });

  it("rule 3: the source, where the destination is a group", () => {
    expect(fromLocal(REMOTE, MULTICAST)).toBe(true);
    expect(fromLocal(REMOTE, BROADCAST)).toBe(true);
    expect(fromLocal(REMOTE, MULTICAST, TCP, SYN | ACK)).toBe(true);
  });

  it("rule 4: the sender, or the receiver of SYN+ACK", () => {
    expect(fromLocal(REMOTE, OTHER)).toBe(true);
    expect(fromLocal(HOME, NEIGHBOUR)).toBe(true);
    expect(fromLocal(REMOTE, OTHER, TCP, SYN)).toBe(true);
    expect(fromLocal(REMOTE, OTHER, TCP, ACK)).toBe(true);
    expect(fromLocal(REMOTE, OTHER, TCP, SYN | ACK)).toBe(false);
    expect(fromLocal(HOME, NEIGHBOUR, TCP, SYN | ACK)).toBe(false);
    expect(fromLocal(REMOTE, OTHER, TCP, SYN | ACK | 0xc0)).toBe(false);
    expect(fromLocal(REMOTE, OTHER, 17, SYN | ACK)).toBe(true);
  });

  it("is the source where the destination is cut off", () => {
    packet(REMOTE, 0, TCP);
    frame.present &= ~16;
    frame.destinationLow = 0;
    expect(isFromLocal(frame)).toBe(true);
  });

  it("knows group addresses", () => {
    expect(isGroup(0, 0xffffe0000000, false)).toBe(true);
    expect(isGroup(0, 0xffffefffffff, false)).toBe(true);
    expect(isGroup(0, 0xffffdfffffff, false)).toBe(false);
    expect(isGroup(0, 0xfffff0000000, false)).toBe(false);
    expect(isGroup(0, 0xffffffffffff, false)).toBe(true);
    expect(isGroup(0, 0xfffffffffffe, false)).toBe(false);
    expect(isGroup(0xff02000000000000, 1, true)).toBe(true);
    expect(isGroup(0xfe80000000000000, 1, true)).toBe(false);
    expect(isGroup(0, 0xffffe0000000, true)).toBe(false);
  });
});
