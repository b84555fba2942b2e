import { HAS_PORTS, OUTCOME_MALFORMED, OUTCOME_OK, OUTCOME_TRUNCATED } from "../../../assembly/abi";
import {
  PROTOCOL_DCCP,
  PROTOCOL_ICMP,
  PROTOCOL_ICMPV6,
  PROTOCOL_SCTP,
  PROTOCOL_TCP,
  PROTOCOL_UDP,
  PROTOCOL_UDP_LITE,
} from "../../../assembly/wire/protocol";
import { transport, UNBOUNDED } from "../../../assembly/wire/transport";
import { forget, frame, has, start, write } from "../helper/frame";

const ZEROS = "10002000 00000000 00000000 00000000";

/** Reads `hex` as `protocol`, once bounded by the capture and once by the datagram, at every shorter size too. */
function holds(protocol: u32, hex: string, hasPorts: bool): void {
  const end = write(hex);
  for (let size: u32 = 0; start + size <= end; size++) {
    const isWhole = start + size == end;
    const what = "protocol " + protocol.toString() + ", size " + size.toString();
    forget();
    let outcome = transport(frame, protocol, start, start + size, UNBOUNDED);
    assert(outcome == (isWhole ? OUTCOME_OK : OUTCOME_TRUNCATED), what + ": captured");
    assert(has(HAS_PORTS) == (hasPorts && size >= 4), what + ": ports captured");

    forget();
    outcome = transport(frame, protocol, start, end, start + size);
    assert(outcome == (isWhole ? OUTCOME_OK : OUTCOME_MALFORMED), what + ": datagram");
    assert(has(HAS_PORTS) == (hasPorts && size >= 4), what + ": ports in the datagram");

    forget();
    frame.hasMore = true;
    outcome = transport(frame, protocol, start, end, start + size);
    assert(outcome == (isWhole ? OUTCOME_OK : OUTCOME_TRUNCATED), what + ": first fragment");
  }
}

function outcome(protocol: u32, hex: string): u32 {
  return transport(frame, protocol, start, write(hex), UNBOUNDED);
}

describe("transport", () => {
  it("reads TCP, options included", () => {
    holds(PROTOCOL_TCP, "10002000 00000001 00000002 5012ffff 00000000", true);
    expect(<u32>frame.sourcePort).toBe(0x1000);
    expect(<u32>frame.destinationPort).toBe(0x2000);
    expect(<u32>frame.tcpFlags).toBe(0x12);
    expect(outcome(PROTOCOL_TCP, "10002000 00000001 00000002 60100000 00000000 01010101")).toBe(OUTCOME_OK);
    expect(outcome(PROTOCOL_TCP, "10002000 00000001 00000002 60100000 00000000 010101")).toBe(
      OUTCOME_TRUNCATED,
    );
    expect(outcome(PROTOCOL_TCP, "10002000 00000001 00000002 4f100000 00000000 01010101")).toBe(
      OUTCOME_MALFORMED,
    );
  });

  it("reads UDP, whose length is 0 or at least 8", () => {
    holds(PROTOCOL_UDP, "10002000 00080000", true);
    expect(outcome(PROTOCOL_UDP, "10002000 00000000")).toBe(OUTCOME_OK);
    expect(outcome(PROTOCOL_UDP, "10002000 00010000")).toBe(OUTCOME_MALFORMED);
    expect(outcome(PROTOCOL_UDP, "10002000 00070000")).toBe(OUTCOME_MALFORMED);
    expect(outcome(PROTOCOL_UDP, "10002000 ffff0000")).toBe(OUTCOME_OK);
  });

  it("reads UDP-Lite, whose coverage is 0 or at least 8", () => {
    holds(PROTOCOL_UDP_LITE, "10002000 00000000", true);
    expect(outcome(PROTOCOL_UDP_LITE, "10002000 00070000")).toBe(OUTCOME_MALFORMED);
  });

  it("reads SCTP", () => {
    holds(PROTOCOL_SCTP, "10002000 00000000 00000000", true);
    expect(<u32>frame.destinationPort).toBe(0x2000);
  });

  it("reads DCCP, whose X bit makes it longer", () => {
    holds(PROTOCOL_DCCP, "10002000 04000000 05000000 00000001", true);
    expect(outcome(PROTOCOL_DCCP, "10002000 03000000 04000001")).toBe(OUTCOME_OK);
    expect(outcome(PROTOCOL_DCCP, "10002000 03000000 05000001")).toBe(OUTCOME_TRUNCATED);
  });

  it("reads ICMP and ICMPv6, without ports", () => {
    holds(PROTOCOL_ICMP, "08000000 00010001", false);
    holds(PROTOCOL_ICMPV6, "80000000", false);
    expect(has(HAS_PORTS)).toBe(false);
  });

  it("looks into nothing else", () => {
    for (let protocol: u32 = 0; protocol < 256; protocol++) {
      const end = write(ZEROS);
      const known =
        protocol == PROTOCOL_TCP ||
        protocol == PROTOCOL_UDP ||
        protocol == PROTOCOL_UDP_LITE ||
        protocol == PROTOCOL_SCTP ||
        protocol == PROTOCOL_DCCP;
      transport(frame, protocol, start, end, UNBOUNDED);
      assert(has(HAS_PORTS) == known, protocol.toString());
      if (known || protocol == PROTOCOL_ICMP || protocol == PROTOCOL_ICMPV6) continue;
      assert(transport(frame, protocol, start, start, UNBOUNDED) == OUTCOME_OK, protocol.toString());
    }
    expect(has(HAS_PORTS)).toBe(false);
  });
});
