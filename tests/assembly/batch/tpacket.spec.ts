import {
  BATCH_SIZE,
  BLOCK_NUM_PKTS,
  BLOCK_OFFSET_TO_FIRST_PKT,
  CAPTURED_MAX,
  EVENTS_SIZE,
  FRAMES_MAX,
  LINKTYPE_ETHERNET,
  LINKTYPE_RAW,
  OUTCOME_MALFORMED,
  OUTCOME_NOT_IP,
  OUTCOME_OK,
  OUTCOME_TOO_DEEP,
  OUTCOME_TRUNCATED,
  TOTALS_BYTES,
  TPACKET_VNET_HDR,
  WALK_FULL,
  WALK_NEEDS_MORE,
  WALK_OUT_OF_BLOCK,
} from "../../../assembly/abi";
import { batch } from "../../../assembly/batch/area";
import { walkTpacket } from "../../../assembly/batch/tpacket";
import { frameCount, walkStop } from "../../../assembly/batch/walk";
import { totals } from "../../../assembly/counters/totals";
import { drained, events, eventsSize } from "../../../assembly/events";
import { flowsMax } from "../../../assembly/flow/flow";
import { Frame, frameAt } from "../../../assembly/frame";
import { counted } from "../helper/batch";
import {
  Block,
  FIRST,
  LENGTH,
  MAC,
  MAC_OFFSET,
  NEXT_OFFSET,
  nanoseconds,
  SNAPLEN,
  seconds,
} from "../helper/block";
import { random, seed } from "../helper/mutation";
import { hex } from "../helper/octets";

const MACS = "020000000002 020000000001";
const IPV4 = "45000014 00010000 403b0000 c0000201 c6336402";

function described(block: Block, linkType: u32 = LINKTYPE_ETHERNET, shift: u64 = 0): Frame {
  drained();
  assert(walkTpacket(0, block.size, linkType, 0, shift, true) == block.size, "stopped early");
  assert(walkStop == WALK_NEEDS_MORE, "stopped early");
  return frameAt(0);
}

function vidOf(frame: Frame, k: u32): u32 {
  return load<u16>(changetype<usize>(frame) + offsetof<Frame>() + (k << 1));
}

describe("packets of a block", () => {
  it("are taken in order, with the kernel's time less the shift", () => {
    const block = new Block()
      .add(hex(MACS + "0800" + IPV4))
      .add(hex(MACS + "0806 00"))
      .add(hex(MACS + "0800" + IPV4), 1500);
    const before = counted();
    const frame = described(block, LINKTYPE_ETHERNET, 7);
    expect(frameCount).toBe(3);
    expect(frame.time).toBe(<u64>seconds * 1_000_000_000 + nanoseconds - 7);
    expect(<u32>frame.outcome).toBe(OUTCOME_OK);
    expect(<u32>frame.packets).toBe(1);
    expect(frame.length).toBe(34);
    expect(<u32>frameAt(1).outcome).toBe(OUTCOME_NOT_IP);
    expect(frameAt(2).length).toBe(1500);
    expect(frameAt(2).captured).toBe(34);
    expect(counted() - before).toBe(3);
  });

  it("may be before the shift's zero: time wraps and is no error", () => {
    const frame = described(new Block().add(hex(MACS + "0800" + IPV4)), LINKTYPE_ETHERNET, u64.MAX_VALUE);
    expect(frame.time).toBe(<u64>seconds * 1_000_000_000 + nanoseconds + 1);
  });

  it("may be none", () => {
    const block = new Block();
    store<u32>(batch, u32.MAX_VALUE, BLOCK_OFFSET_TO_FIRST_PKT);
    expect(walkTpacket(0, block.size, LINKTYPE_ETHERNET, 0, 0, true)).toBe(block.size);
    expect(walkStop).toBe(WALK_NEEDS_MORE);
    expect(frameCount).toBe(0);
  });

  it("have no link layer on some interfaces", () => {
    const frame = described(new Block().add(hex(IPV4)).tag(7), LINKTYPE_RAW);
    expect(<u32>frame.outcome).toBe(OUTCOME_OK);
    expect(frame.length).toBe(20);
    expect(<u32>frame.vlanCount).toBe(0);
  });

  it("are malformed where more was captured than there was", () => {
    expect(<u32>described(new Block().add(hex(MACS + "0800" + IPV4), 33)).outcome).toBe(OUTCOME_MALFORMED);
  });

  it("fill the batch to its last octet", () => {
    new Block().add(hex(MACS + "0800" + IPV4));
    const at = BATCH_SIZE - MAC - 34;
    memory.copy(batch + at, batch + FIRST, MAC + 34);
    store<u32>(batch, at, BLOCK_OFFSET_TO_FIRST_PKT);
    expect(walkTpacket(0, BATCH_SIZE, LINKTYPE_ETHERNET, 0, 0, true)).toBe(BATCH_SIZE);
    expect(<u32>frameAt(0).outcome).toBe(OUTCOME_OK);
    store<u32>(batch + at, 35, SNAPLEN);
    expect(walkTpacket(0, BATCH_SIZE, LINKTYPE_ETHERNET, 0, 0, true)).toBe(at);
    expect(walkStop).toBe(WALK_OUT_OF_BLOCK);
  });

  it("are read up to CAPTURED_MAX", () => {
    const block = new Block().add(hex(MACS + "0800" + IPV4));
    store<u32>(batch + FIRST, CAPTURED_MAX + 1, SNAPLEN);
    store<u32>(batch + FIRST, CAPTURED_MAX + 1, LENGTH);
    const end = FIRST + MAC + CAPTURED_MAX + 1;
    expect(walkTpacket(0, end, LINKTYPE_ETHERNET, 0, 0, true)).toBe(end);
    expect(frameAt(0).captured).toBe(CAPTURED_MAX);
    expect(frameAt(0).length).toBe(CAPTURED_MAX + 1);
    expect(block.size).toBeLessThan(end);
  });
});

describe("a packet that leads out of its block", () => {
  it("ends the walk where it stands", () => {
    const block = new Block().add(hex(MACS + "0800" + IPV4)).add(hex(MACS + "0800" + IPV4));
    const first = batch + FIRST;
    const second = FIRST + load<u32>(first, NEXT_OFFSET);
    const whole = load<u32>(first, NEXT_OFFSET);
    const broken: u32[] = [1, MAC + 33, block.size - FIRST - 47, block.size, u32.MAX_VALUE, 0x80000000];
    for (let k = 0; k < broken.length; k++) {
      store<u32>(first, broken[k], NEXT_OFFSET);
      assert(walkTpacket(0, block.size, LINKTYPE_ETHERNET, 0, 0, true) == FIRST, "next " + k.toString());
      assert(walkStop == WALK_OUT_OF_BLOCK && frameCount == 0, "next " + k.toString());
    }
    store<u32>(first, whole, NEXT_OFFSET);
    const sizes: u32[] = [block.size - second - MAC + 1, u32.MAX_VALUE, 0x80000000];
    for (let k = 0; k < sizes.length; k++) {
      store<u32>(batch + second, sizes[k], SNAPLEN);
      assert(walkTpacket(0, block.size, LINKTYPE_ETHERNET, 0, 0, true) == second, "size " + k.toString());
      assert(walkStop == WALK_OUT_OF_BLOCK && frameCount == 1, "size " + k.toString());
    }
    store<u32>(batch + second, 34, SNAPLEN);
    const macs: u32[] = [0, 57, 0xffff];
    for (let k = 0; k < macs.length; k++) {
      store<u16>(batch + second, <u16>macs[k], MAC_OFFSET);
      assert(walkTpacket(0, block.size, LINKTYPE_ETHERNET, 0, 0, true) == second, "mac " + k.toString());
      assert(walkStop == WALK_OUT_OF_BLOCK, "mac " + k.toString());
    }
    store<u16>(batch + second, <u16>MAC, MAC_OFFSET);
    const firsts: u32[] = [0, 47, block.size - 47, block.size + 1, u32.MAX_VALUE];
    for (let k = 0; k < firsts.length; k++) {
      store<u32>(batch, firsts[k], BLOCK_OFFSET_TO_FIRST_PKT);
      assert(walkTpacket(0, block.size, LINKTYPE_ETHERNET, 0, 0, true) == firsts[k], "first " + k.toString());
      assert(walkStop == WALK_OUT_OF_BLOCK && frameCount == 0, "first " + k.toString());
    }
    expect(load<u32>(batch, BLOCK_NUM_PKTS)).toBe(2);
  });
});

describe("a damaged block", () => {
  it("is never left, whatever its fields say", () => {
    seed(11);
    let outside = 0;
    for (let round = 0; round < 3000; round++) {
      const block = new Block();
      for (let k = 0; k < 4; k++) block.addMerged(random(6), random(2000), hex(MACS + "0800" + IPV4), 34);
      const to = block.size - random(64);
      for (let damages = 1 + random(4); damages > 0; damages--) {
        const at = batch + random(block.size);
        store<u8>(at, <u8>(random(4) == 0 ? 0xff : random(256)));
      }
      const next = walkTpacket(0, to, LINKTYPE_ETHERNET, TPACKET_VNET_HDR, 0, true);
      drained();
      assert(next == to ? walkStop == WALK_NEEDS_MORE : walkStop == WALK_OUT_OF_BLOCK, round.toString());
      if (next != to) outside++;
      for (let k: u32 = 0; k < frameCount; k++) {
        const frame = frameAt(k);
        assert(
          frame.octets >= <u32>batch && frame.octets + frame.captured <= <u32>batch + to,
          round.toString(),
        );
      }
    }
    expect(outside).toBeGreaterThan(100);
    expect(outside).toBeLessThan(2900);
  });
});

describe("a tag that the kernel took out", () => {
  it("is back where it was, before those that it left in", () => {
    let frame = described(new Block().add(hex(MACS + "0800" + IPV4)).tag(0xe123));
    expect(frame.length).toBe(38);
    expect(frame.captured).toBe(38);
    expect(<u32>frame.outcome).toBe(OUTCOME_OK);
    expect(<u32>frame.vlanCount).toBe(1);
    expect(vidOf(frame, 0)).toBe(0x123);
    expect(frame.sourceLow).toBe(0xffff_c0000201);
    expect(load<u8>(frame.octets + 5)).toBe(2);
    expect(load<u8>(frame.octets + 11)).toBe(1);
    expect(load<u8>(frame.octets + 12)).toBe(0x81);

    frame = described(new Block().add(hex(MACS + "8100 0007 0800" + IPV4)).tag(9, 0x88a8));
    expect(<u32>frame.vlanCount).toBe(2);
    expect(vidOf(frame, 0)).toBe(9);
    expect(vidOf(frame, 1)).toBe(7);
    expect(load<u8>(frame.octets + 12)).toBe(0x88);
    expect(load<u8>(frame.octets + 13)).toBe(0xa8);
    expect(<u32>frame.outcome).toBe(OUTCOME_OK);
  });

  it("is the seventeenth, and too deep, as in a file", () => {
    let tags = "";
    for (let k = 0; k < 16; k++) tags += "8100 0001";
    expect(<u32>described(new Block().add(hex(MACS + tags + "0800" + IPV4))).outcome).toBe(OUTCOME_OK);
    const frame = described(new Block().add(hex(MACS + tags + "0800" + IPV4)).tag(2));
    expect(<u32>frame.outcome).toBe(OUTCOME_TOO_DEEP);
    expect(vidOf(frame, 0)).toBe(2);
  });

  it("counts its octets where a frame was cut before it", () => {
    for (let size = 0; size <= 12; size++) {
      const frame = described(new Block().add(hex(MACS + "0800" + IPV4), 34, size).tag(5));
      assert(frame.length == 38, size.toString());
      assert(frame.captured == <u32>(size < 12 ? size : 16), size.toString());
      assert(<u32>frame.outcome == OUTCOME_TRUNCATED, size.toString());
      assert(<u32>frame.vlanCount == (size < 12 ? 0 : 1), size.toString());
    }
    expect(vidOf(frameAt(0), 0)).toBe(5);
  });

  it("hides nothing that a padded frame holds", () => {
    const padded = hex(MACS + "0800" + IPV4).fill(0, 26);
    const bytes = load<u64>(totals, TOTALS_BYTES);
    expect(described(new Block().add(padded).tag(5)).length).toBe(64);
    expect(load<u64>(totals, TOTALS_BYTES) - bytes).toBe(64);
  });
});

describe("a walk that stops", () => {
  it("goes on where the frame area was full, none lost, each counted once", () => {
    const packet = hex(MACS + "0800" + IPV4);
    const block = new Block();
    const wanted: u32 = 2 * FRAMES_MAX + 3;
    for (let k: u32 = 0; k < wanted; k++) {
      block.add(packet).tag(k & 0xfff);
      store<u32>(block.packet, k, 8);
    }
    const before = counted();
    let from: u32 = 0;
    let next: u32 = 0;
    do {
      drained();
      from = walkTpacket(from, block.size, LINKTYPE_ETHERNET, 0, 0, true);
      for (let k: u32 = 0; k < frameCount; k++, next++) {
        assert(frameAt(k).time % 1_000_000_000 == next, next.toString());
        assert(frameAt(k).length == 38 && vidOf(frameAt(k), 0) == (next & 0xfff), next.toString());
      }
    } while (walkStop == WALK_FULL);
    expect(from).toBe(block.size);
    expect(next).toBe(wanted);
    expect(counted() - before).toBe(wanted);
  });

  it("goes on where the event ring was full", () => {
    const block = new Block();
    const wanted: u32 = 7000;
    const packet = hex(MACS + "0800" + IPV4);
    for (let k: u32 = 0; k < wanted; k++) {
      block.add(packet);
      store<u16>(block.packet + MAC + 14 + 14, bswap<u16>(<u16>k));
    }
    const before = counted();
    let from: u32 = 0;
    let walks = 0;
    // Each of them evicts a flow once the table is full.
    for (let round = 0; round < 2; round++) {
      from = 0;
      do {
        from = walkTpacket(from, block.size, LINKTYPE_ETHERNET, 0, 0, false);
        assert(eventsSize <= EVENTS_SIZE, "too many events");
        walks++;
        drained();
      } while (walkStop == WALK_FULL);
      assert(from == block.size, "stopped early");
    }
    expect(events).not.toBe(0);
    expect(wanted).toBeGreaterThan(flowsMax);
    expect(walks).toBeGreaterThan(2);
    expect(counted() - before).toBe(2 * wanted);
  });
});
