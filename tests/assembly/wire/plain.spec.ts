import { FRAME_SIZE, FRAME_VLAN, HAS_TIME, LINKTYPE_ETHERNET } from "../../../assembly/abi";
import { parse } from "../../../assembly/classify";
import { namingEther } from "../../../assembly/flow/identity";
import { ethernet } from "../../../assembly/wire/ethernet";
import { isPlain } from "../../../assembly/wire/plain";
import { forget, frame, start, write } from "../helper/frame";

const ETHER = "aaaaaaaaaaaa bbbbbbbbbbbb 0800";
const IP_TCP = "4500 002c 0001 0000 40 06 0000 c0a80102 08080808";
const TCP = "c001 01bb 00000001 00000002 6012 ffff 0000 0000 02040064";
const IP_UDP = "4500 0024 0001 0000 40 11 0000 c0a80102 08080808";
const UDP = "c001 0035 0010 0000 0102030405060708";
/** First octet of the type; before it stand the MACs, whose value decides nothing. */
const TYPE: u32 = 12;

const copy: usize = memory.data(FRAME_SIZE);

function take(end: usize): void {
  frame.captured = <u32>(end - start);
  frame.length = frame.captured;
}

/** Whether `parse`, over what another frame left, says the same as the headers' own files, of the octets up to `end`. */
function agree(end: usize): bool {
  forget();
  take(end);
  frame.outcome = <u8>ethernet(frame, start, end);
  frame.ether = namingEther(frame);
  memory.copy(copy, changetype<usize>(frame), FRAME_SIZE);
  memory.fill(changetype<usize>(frame), 0xff, FRAME_VLAN);
  take(end);
  frame.time = 0;
  frame.present = HAS_TIME;
  frame.packets = 1;
  parse(frame, LINKTYPE_ETHERNET, start, false);
  // Set later: by the flow table, by whoever shows the frame.
  frame.hash = 0;
  frame.sourceAnswer = 0;
  frame.destinationAnswer = 0;
  return memory.compare(copy, changetype<usize>(frame), FRAME_SIZE) == 0;
}

/** Every value of every octet behind the MACs, then every length. */
function agreeAlways(hex: string): bool {
  const end = write(hex);
  for (let at = start + TYPE; at < end; at++) {
    const octet = load<u8>(at);
    for (let value = 0; value < 256; value++) {
      store<u8>(at, <u8>value);
      assert(agree(end), "octet " + (at - start).toString() + " = " + value.toString());
    }
    store<u8>(at, octet);
  }
  for (let cut = start; cut <= end; cut++) assert(agree(cut), "cut after " + (cut - start).toString());
  return true;
}

describe("the plain case", () => {
  it("takes whole TCP and UDP", () => {
    const tcpEnd = write(ETHER + IP_TCP + TCP);
    expect(isPlain(start, tcpEnd)).toBe(true);
    const udpEnd = write(ETHER + IP_UDP + UDP);
    expect(isPlain(start, udpEnd)).toBe(true);
  });

  it("says of TCP what its headers' own files say", () => {
    expect(agreeAlways(ETHER + IP_TCP + TCP)).toBe(true);
  });

  it("leaves unspecified addresses to others", () => {
    const end = write(ETHER + IP_TCP.replace("c0a80102", "00000000") + TCP);
    expect(isPlain(start, end)).toBe(false);
    expect(agree(end)).toBe(true);
  });

  it("says of UDP what its headers' own files say", () => {
    expect(agreeAlways(ETHER + IP_UDP + UDP)).toBe(true);
  });
});
