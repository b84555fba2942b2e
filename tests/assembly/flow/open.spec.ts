import {
  DEVICE_KIND_ETHER,
  DEVICE_KIND_IPV4,
  DEVICE_OTHER,
  FLOW_IDENTITY,
  FLOW_PROTOCOL,
  HAS_DESTINATION,
  HAS_PORTS,
  HAS_PROTOCOL,
  VERDICT_ACCEPT,
} from "../../../assembly/abi";
import { cellAt } from "../../../assembly/counters/cells";
import { deviceAt } from "../../../assembly/device/table";
import { Flow } from "../../../assembly/flow/flow";
import { open } from "../../../assembly/flow/open";
import { approach, find } from "../../../assembly/flow/table";
import { frame } from "../helper/frame";
import { onEthernet, packet, reverse } from "../helper/packet";

// No country table is loaded: every country is ZZ, and the sender is local.
const REMOTE: u32 = 0x08080808;
const PHONE: u32 = 0x01010101;
const PHONE_MAC: u64 = 0x02_00_00_00_00_01;
const ROUTER_MAC: u64 = 0x02_00_00_00_00_02;
const BROADCAST_MAC: u64 = 0xff_ff_ff_ff_ff_ff;

function opened(): Flow {
  approach(0, 1);
  assert(find(frame) == null, "it is open already");
  return open(frame);
}

describe("opening a flow", () => {
  it("keeps both ends, and counts it for its device and cell", () => {
    packet(PHONE, REMOTE, 17, 4096, 53);
    onEthernet(PHONE_MAC, ROUTER_MAC);
    const flow = opened();
    expect(flow.localLow).toBe(0xffff01010101);
    expect(flow.remoteLow).toBe(0xffff08080808);
    expect(flow.ports).toBe(4096 | (53 << 16));
    expect(<u32>load<u16>(changetype<usize>(flow), FLOW_PROTOCOL)).toBe(17);
    expect(<u32>load<u16>(changetype<usize>(flow), FLOW_IDENTITY)).toBe(
      HAS_DESTINATION | HAS_PROTOCOL | HAS_PORTS,
    );
    expect(<u32>flow.verdict).toBe(VERDICT_ACCEPT);
    expect(flow.first > flow.last).toBe(true);
    expect(deviceAt(flow.device).kind).toBe(DEVICE_KIND_ETHER);
    expect(deviceAt(flow.device).low).toBe(PHONE_MAC);
    expect(deviceAt(flow.device).flows).toBe(1);
    expect(cellAt(flow.cell).device).toBe(flow.device);
    expect(cellAt(flow.cell).flows).toBe(1);
    expect(frame.isUp).toBe(true);
  });

  it("turns the ends where the first frame comes from the remote side", () => {
    packet(REMOTE, PHONE, 6, 443, 5000);
    frame.tcpFlags = 0x12;
    onEthernet(ROUTER_MAC, PHONE_MAC);
    const flow = opened();
    expect(frame.isUp).toBe(false);
    expect(flow.localLow).toBe(0xffff01010101);
    expect(flow.ports).toBe(5000 | (443 << 16));
    expect(deviceAt(flow.device).low).toBe(PHONE_MAC);
    reverse();
    expect(find(frame) == flow).toBe(true);
    expect(frame.isUp).toBe(true);
  });

  it("names a device by its address without a link layer", () => {
    packet(PHONE, REMOTE, 17, 4097, 53);
    const flow = opened();
    expect(deviceAt(flow.device).kind).toBe(DEVICE_KIND_IPV4);
    expect(deviceAt(flow.device).low).toBe(0xffff01010101);
  });

  it("never makes a device of a group address", () => {
    packet(REMOTE, PHONE, 6, 443, 5001);
    frame.tcpFlags = 0x12;
    onEthernet(ROUTER_MAC, BROADCAST_MAC);
    let flow = opened();
    expect(deviceAt(flow.device).kind).toBe(DEVICE_KIND_IPV4);
    packet(0xe0000001, REMOTE, 17, 1, 1);
    flow = opened();
    expect(flow.device).toBe(DEVICE_OTHER);
  });

  it("makes one flow of a fragment's later frames, without ports", () => {
    packet(PHONE, REMOTE, 17);
    const flow = opened();
    packet(PHONE, REMOTE, 17);
    frame.fragmentOffset = 185;
    approach(0, 1);
    expect(find(frame) == flow).toBe(true);
    reverse();
    expect(find(frame) == flow).toBe(true);
  });
});
