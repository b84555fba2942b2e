import { FRAME_SIZE, LINKTYPE_ETHERNET, OUTCOME_OK } from "../../../assembly/abi";
import { ethernet } from "../../../assembly/wire/ethernet";
import { link } from "../../../assembly/wire/link";
import { plain } from "../../../assembly/wire/plain";
import { forget, frame, start, write } from "../helper/frame";

const ETHER = "aaaaaaaaaaaa bbbbbbbbbbbb 0800";
const IP_TCP = "4500 002c 0001 0000 40 06 0000 c0a80102 08080808";
const TCP = "c001 01bb 00000001 00000002 6012 ffff 0000 0000 02040064";
const IP_UDP = "4500 0024 0001 0000 40 11 0000 c0a80102 08080808";
const UDP = "c001 0035 0010 0000 0102030405060708";
/** First octet of the type; before it stand the MACs, whose value decides nothing. */
const TYPE: u32 = 12;

const copy: usize = memory.data(FRAME_SIZE);

/** Whether the plain case and the headers' own files say the same of the octets up to `end`. */
function agree(end: usize): bool {
  forget();
  const steps = ethernet(frame, start, end);
  memory.copy(copy, changetype<usize>(frame), FRAME_SIZE);
  forget();
  const outcome = link(frame, LINKTYPE_ETHERNET, start, end, false);
  return outcome == steps && memory.compare(copy, changetype<usize>(frame), FRAME_SIZE) == 0;
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
    expect(plain(frame, start, tcpEnd)).toBe(true);
    const udpEnd = write(ETHER + IP_UDP + UDP);
    expect(plain(frame, start, udpEnd)).toBe(true);
    expect(link(frame, LINKTYPE_ETHERNET, start, udpEnd, false)).toBe(OUTCOME_OK);
  });

  it("touches nothing of what it leaves to others", () => {
    const end = write(ETHER + IP_TCP + TCP);
    forget();
    memory.copy(copy, changetype<usize>(frame), FRAME_SIZE);
    expect(plain(frame, start, end - 1)).toBe(false);
    expect(memory.compare(copy, changetype<usize>(frame), FRAME_SIZE)).toBe(0);
  });

  it("says of TCP what its headers' own files say", () => {
    expect(agreeAlways(ETHER + IP_TCP + TCP)).toBe(true);
  });

  it("says of UDP what its headers' own files say", () => {
    expect(agreeAlways(ETHER + IP_UDP + UDP)).toBe(true);
  });
});
