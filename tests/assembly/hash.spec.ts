import { hashOf, hashOfIdentifier, hashOfOctets, setHashKey } from "../../assembly/hash";
import { frame } from "./helper/frame";
import { packet, packet6, reverse } from "./helper/packet";

const ROUNDS: u32 = 20000;
const SLOTS: u32 = 4096;

/** Of the index of a router's flows: as many as it has flows, twice. */
const FLOWS: u32 = 65536;
const FLOW_SLOTS: u32 = 2 * FLOWS;
/** Of FLOWS random hashes: 2 FLOWS (1 - exp(-1/2)), 51,573, with a deviation of some 90. */
const SLOTS_TAKEN_MIN: u32 = 51000;
const SITE: u64 = 0x20010db800000000;
const ONES_16: u64 = 0xffff;
/** Multipliers of the hash are no secret. */
const M1: u64 = 0xbf58476d1ce4e5b9;
const GOLDEN_RATIO: u64 = 0x9e3779b97f4a7c15;

let key: u64 = 0;
const isTaken = new StaticArray<bool>(FLOW_SLOTS);

/** Slots on which hashes 0 to FLOWS - 1 fall: the fewest of four keys. */
function fewestSlots(hash: (k: u64) => u32): u32 {
  let fewest: u32 = FLOWS;
  for (let round = 0; round < 4; round++) {
    key = (key + GOLDEN_RATIO) * M1;
    setHashKey(key ^ (key >> 32));
    let count: u32 = 0;
    memory.fill(changetype<usize>(isTaken), 0, FLOW_SLOTS);
    for (let k: u64 = 0; k < FLOWS; k++) {
      const slot = hash(k) & (FLOW_SLOTS - 1);
      if (!isTaken[slot]) count++;
      isTaken[slot] = true;
    }
    fewest = min(fewest, count);
  }
  return fewest;
}

function hashOfPorts(source: u64, destination: u64): u32 {
  packet(0xc0a80102, 0x08080808, 17, <u32>source, <u32>destination);
  return hashOf(frame, 17, 0);
}

function hashOfAddresses(
  sourceHigh: u64,
  sourceLow: u64,
  destinationHigh: u64,
  destinationLow: u64,
  destinationPort: u64 = 53,
): u32 {
  packet6(sourceHigh, sourceLow, destinationHigh, destinationLow);
  frame.sourcePort = 53;
  frame.destinationPort = <u16>destinationPort;
  return hashOf(frame, 17, 0);
}

const words: usize = memory.data(16, 8);

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

  it("spreads ports that undo each other", () => {
    expect(fewestSlots((k) => hashOfPorts(k, k))).toBeGreaterThan(SLOTS_TAKEN_MIN);
    expect(fewestSlots((k) => hashOfPorts(k, ONES_16 - k))).toBeGreaterThan(SLOTS_TAKEN_MIN);
    expect(fewestSlots((k) => hashOfPorts(k, 443))).toBeGreaterThan(SLOTS_TAKEN_MIN);
  });

  it("spreads interface identifiers that differ in their first 16 bits alone", () => {
    expect(fewestSlots((k) => hashOfAddresses(SITE, k << 48, SITE + 1, k << 48))).toBeGreaterThan(
      SLOTS_TAKEN_MIN,
    );
    expect(fewestSlots((k) => hashOfAddresses(SITE, k << 48, SITE + 1, (k ^ ONES_16) << 48))).toBeGreaterThan(
      SLOTS_TAKEN_MIN,
    );
    expect(fewestSlots((k) => hashOfAddresses(SITE, 1, SITE, k << 48, k))).toBeGreaterThan(SLOTS_TAKEN_MIN);
  });

  it("spreads an address whose halves, or a half and the port, undo each other", () => {
    expect(fewestSlots((k) => hashOfAddresses(SITE, 1, (k & 0xff) << 56, (k >> 8) << 56))).toBeGreaterThan(
      SLOTS_TAKEN_MIN,
    );
    expect(fewestSlots((k) => hashOfAddresses(SITE, 1, SITE - k * GOLDEN_RATIO, 1, k))).toBeGreaterThan(
      SLOTS_TAKEN_MIN,
    );
  });

  it("spreads MACs that differ in their first 16 bits alone", () => {
    expect(
      fewestSlots((k) => {
        packet(0, 0xffffffff, 17, 68, 67);
        return hashOf(frame, 17, k << 32);
      }),
    ).toBeGreaterThan(SLOTS_TAKEN_MIN);
    expect(fewestSlots((k) => hashOfIdentifier(0, k << 32, 1))).toBeGreaterThan(SLOTS_TAKEN_MIN);
  });

  it("spreads octets of which one word undoes the other", () => {
    expect(
      fewestSlots((k) => {
        const product = (k * M1) & ONES_16;
        store<u64>(words, k << 48);
        store<u64>(words, (product << 48) | (product << 16), 8);
        return hashOfOctets(words, 16);
      }),
    ).toBeGreaterThan(SLOTS_TAKEN_MIN);
  });

  it("depends on every octet, and on how many there are", () => {
    const octets: usize = memory.data(40);
    const hashes = new Set<u32>();
    let count = 0;
    for (let size: u32 = 0; size <= 24; size++) {
      memory.fill(octets, 0x61, 40);
      hashes.add(hashOfOctets(octets + 8, size));
      count++;
      for (let k: u32 = 0; k < size; k++) {
        store<u8>(octets + 8 + k, 0x62);
        hashes.add(hashOfOctets(octets + 8, size));
        store<u8>(octets + 8 + k, 0x61);
        count++;
      }
      // What stands around them counts for nothing.
      const hash = hashOfOctets(octets + 8, size);
      memory.fill(octets, 0xff, 8);
      memory.fill(octets + 8 + size, 0xff, 8);
      assert(hashOfOctets(octets + 8, size) == hash, size.toString());
    }
    expect(hashes.size).toBe(count);
  });

  it("tells identifiers of different kinds apart", () => {
    expect(hashOfIdentifier(0, 5, 1)).not.toBe(hashOfIdentifier(0, 5, 2));
    expect(hashOfIdentifier(5, 0, 1)).not.toBe(hashOfIdentifier(0, 5, 1));
  });
});
