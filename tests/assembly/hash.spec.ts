import { hashOf, hashOfIdentifier, setHashKey } from "../../assembly/hash";
import { frame } from "./helper/frame";
import { packet, reverse } from "./helper/packet";

const ROUNDS: u32 = 20000;
const SLOTS: u32 = 4096;

describe("hash", () => {
  it("is the same in both directions", () => {
    for (let k: u32 = 0; k < ROUNDS; k++) {
      packet(k * 2654435761, k * 40503 + 7, k & 0xff, k * 31, k * 17 + 1);
      const there = hashOf(frame, k, (<u64>k) << 20);
      reverse();
      assert(hashOf(frame, k, (<u64>k) << 20) == there, k.toString());
    }
    packet(1, 1, 6, 2, 2);
    expect(hashOf(frame, 0, 0)).toBe(hashOf(frame, 0, 0));
  });

  it("depends on every part of the identity, and on the key", () => {
    packet(0x0a000001, 0x08080808, 17, 4096, 53);
    const hash = hashOf(frame, 17, 0);
    expect(hashOf(frame, 18, 0)).not.toBe(hash);
    expect(hashOf(frame, 17, 1)).not.toBe(hash);
    frame.sourcePort++;
    expect(hashOf(frame, 17, 0)).not.toBe(hash);
    frame.sourcePort--;
    frame.destinationPort++;
    expect(hashOf(frame, 17, 0)).not.toBe(hash);
    frame.destinationPort--;
    frame.sourceLow++;
    expect(hashOf(frame, 17, 0)).not.toBe(hash);
    frame.sourceLow--;
    frame.destinationHigh++;
    expect(hashOf(frame, 17, 0)).not.toBe(hash);
    frame.destinationHigh--;
    expect(hashOf(frame, 17, 0)).toBe(hash);
    // Ports that change sides name other ends.
    packet(0x0a000001, 0x08080808, 17, 53, 4096);
    expect(hashOf(frame, 17, 0)).not.toBe(hash);

    packet(0x0a000001, 0x08080808, 17, 4096, 53);
    setHashKey(0x0123456789abcdef);
    expect(hashOf(frame, 17, 0)).not.toBe(hash);
  });

  it("spreads neighbours over the slots", () => {
    const counts = new StaticArray<u32>(SLOTS);
    for (let k: u32 = 0; k < ROUNDS; k++) {
      packet(0x0a000001, 0x08080000 + (k >> 4), 6, 40000 + (k & 15), 443);
      counts[hashOf(frame, 6, 0) & (SLOTS - 1)]++;
    }
    // Poisson with a mean of 4.9: more than 20 in one of 4096 slots has a chance of 1 in 10,000.
    let most: u32 = 0;
    for (let k = 0; k < counts.length; k++) most = max(most, counts[k]);
    expect(most).toBeLessThan(21);
  });

  it("tells identifiers of different kinds apart", () => {
    expect(hashOfIdentifier(0, 5, 1)).not.toBe(hashOfIdentifier(0, 5, 2));
    expect(hashOfIdentifier(5, 0, 1)).not.toBe(hashOfIdentifier(0, 5, 1));
  });
});
