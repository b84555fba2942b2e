import { OUTCOME_OK, OUTCOME_TRUNCATED } from "../../../assembly/abi";
import { Flow } from "../../../assembly/flow/flow";
import { isTunnel } from "../../../assembly/policy/tunnel";
import { append, frame, start } from "../helper/frame";
import { packet } from "../helper/packet";

const flow = changetype<Flow>(memory.data(128, 8));

function known(protocol: u32, remotePort: u32 = 0): bool {
  packet(0xc0a80102, 0x08080808, protocol, remotePort == 0 ? 0 : 40000, remotePort);
  frame.outcome = <u8>OUTCOME_TRUNCATED;
  flow.ports = remotePort << 16;
  return isTunnel(frame, flow);
}

/** A datagram of a size that begins with these octets, as the parser leaves it. */
function knownBy(hex: string, size: u32): bool {
  packet(0xc0a80102, 0x08080808, 17, 40000, 443);
  memory.fill(start, 0, 256);
  append(start + 8, hex);
  store<u16>(start, bswap<u16>(<u16>(8 + size)), 4);
  frame.transport = <u32>start;
  frame.end = <u32>(start + 8 + size);
  frame.outcome = <u8>OUTCOME_OK;
  flow.ports = 443 << 16;
  return isTunnel(frame, flow);
}

describe("tunnels", () => {
  it("are known by protocol", () => {
    const protocols: u32[] = [4, 41, 47, 50, 55, 94, 97, 98, 108, 115, 137, 143];
    for (let protocol: u32 = 0; protocol < 256; protocol++) {
      expect(known(protocol)).toBe(protocols.includes(protocol), protocol.toString());
    }
  });

  it("are known by the remote port", () => {
    const udp: u32[] = [500, 1194, 1701, 3544, 4500, 51820];
    const tcp: u32[] = [1194, 1723];
    let wrong = 0;
    for (let port: u32 = 1; port < 65536; port++) {
      if (known(17, port) != udp.includes(port)) wrong++;
      if (known(6, port) != tcp.includes(port)) wrong++;
    }
    expect(wrong).toBe(0);
  });

  it("are known by WireGuard's first message alone", () => {
    expect(knownBy("01 00 00 00", 148)).toBe(true);
    expect(knownBy("01 00 00 00", 147)).toBe(false);
    expect(knownBy("01 00 00 00", 149)).toBe(false);
    expect(knownBy("02 00 00 00", 148)).toBe(false);
    expect(knownBy("01 00 00 01", 148)).toBe(false);
    knownBy("01 00 00 00", 148);
    frame.end = <u32>(start + 8 + 3);
    expect(isTunnel(frame, flow)).toBe(false);
    frame.end = <u32>(start + 8 + 4);
    expect(isTunnel(frame, flow)).toBe(true);
    frame.outcome = <u8>OUTCOME_TRUNCATED;
    expect(isTunnel(frame, flow)).toBe(false);
  });
});
