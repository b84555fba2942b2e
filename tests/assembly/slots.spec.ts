import { entryAt, hashAt, home, link, next, SLOT_SIZE, unlink } from "../../assembly/slots";
import { random, seed } from "./helper/mutation";

const SLOTS: u32 = 32;
const MASK: u32 = SLOTS - 1;
const ENTRIES: u32 = SLOTS / 2;
const ROUNDS: i32 = 100000;

const slots: usize = memory.data(SLOTS * SLOT_SIZE, 64);
/** The model: of each entry its hash, and whether it is linked. */
const hashes = new StaticArray<u32>(ENTRIES);
const isLinked = new StaticArray<bool>(ENTRIES);

function isFound(hash: u32, entry: u32): bool {
  for (let slot = home(slots, MASK, hash); entryAt(slot) != 0; slot = next(slots, MASK, slot))
    if (entryAt(slot) == entry + 1) return hashAt(slot) == hash;
  return false;
}

/** That every linked entry is found from its home on, and that nothing else is there. */
function agrees(): void {
  let linked = 0;
  for (let entry: u32 = 0; entry < ENTRIES; entry++) {
    if (!isLinked[entry]) continue;
    linked++;
    assert(isFound(hashes[entry], entry), "an entry is not found");
  }
  let used = 0;
  for (let slot = slots; slot < slots + SLOTS * SLOT_SIZE; slot += SLOT_SIZE) {
    if (entryAt(slot) != 0) used++;
    else assert(hashAt(slot) == 0, "a hash in a free slot");
  }
  assert(used == linked, "slots in use");
}

/** Links and unlinks at random, with hashes that fall on few homes from `first` on. */
function play(first: u32, homes: u32): void {
  for (let round = 0; round < ROUNDS; round++) {
    const entry = random(ENTRIES);
    if (isLinked[entry]) unlink(slots, MASK, hashes[entry], entry);
    else {
      hashes[entry] = (random(1 << 16) << 16) | ((first + random(homes)) & 0xffff);
      link(slots, MASK, hashes[entry], entry);
    }
    isLinked[entry] = !isLinked[entry];
    agrees();
  }
}

describe("an index of slots", () => {
  it("agrees with a plain list, spread and crowded, and over its end", () => {
    seed(1);
    play(0, SLOTS);
    play(SLOTS - 3, 5);
    play(SLOTS - 1, 1);
    play(7, 2);
    expect(slots).toBeGreaterThan(0);
  });

  it("goes on at its start behind its end", () => {
    const last = slots + MASK * SLOT_SIZE;
    expect(home(slots, MASK, MASK)).toBe(last);
    expect(home(slots, MASK, u32.MAX_VALUE)).toBe(last);
    expect(next(slots, MASK, last)).toBe(slots);
    expect(next(slots, MASK, slots)).toBe(slots + SLOT_SIZE);
  });

  it("closes a gap without moving what stands at home (algorithm R)", () => {
    memory.fill(slots, 0, SLOTS * SLOT_SIZE);
    // Homes 30 30 31 1 30: slots 30 31 0 1 2.
    const homes: u32[] = [30, 30, 31, 1, 30];
    for (let entry = 0; entry < homes.length; entry++) link(slots, MASK, homes[entry], entry);
    unlink(slots, MASK, 30, 0);
    const wanted: u32[] = [30, 31, 0, 1, 2];
    const entries: u32[] = [1, 2, 4, 3, 0xffffffff];
    for (let k = 0; k < wanted.length; k++)
      assert(entryAt(home(slots, MASK, wanted[k])) == entries[k] + 1, "slot " + wanted[k].toString());
    expect(homes.length).toBe(5);
  });
});
