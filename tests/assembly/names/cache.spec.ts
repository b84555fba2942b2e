import { DEVICE_KIND_ETHER, DEVICE_KIND_IPV4, VERDICT_REJECT } from "../../../assembly/abi";
import { answersEvicted, answersMax, recall, remember } from "../../../assembly/names/cache";
import { takeNameAt } from "../../../assembly/names/room";
import { NO_NAME, namesMax, namesRefused, release } from "../../../assembly/names/table";
import { random, seed } from "../helper/mutation";
import { text as octetsOf } from "../helper/octets";
import { textOf } from "../helper/peers";
import { addName, clearPolicy, removePolicy } from "../helper/policy";

const SECOND: u64 = 1_000_000_000;
const FLOOR: u64 = 600 * SECOND;
const ROUNDS: i32 = 50000;
/** Pairs of the model, more than there is room for. */
const DEVICES: u32 = 4;
const ADDRESSES: u32 = 15;
const TEXTS: u32 = 80;

const at: usize = memory.data(64);

function write(text: string): u32 {
  const octets = octetsOf(text);
  memory.copy(at, octets.values.dataStart, octets.size);
  return octets.size;
}

/** What a device is told, as names/learn.ts does it. */
function tell(device: u64, address: u64, text: string, ttl: u32, time: u64): void {
  const name = takeNameAt(at, write(text), time);
  if (name == NO_NAME) return;
  remember(0, device, DEVICE_KIND_ETHER, 0, address, name, ttl, time);
  release(name);
}

function ask(device: u64, address: u64, time: u64): string {
  const name = recall(0, device, DEVICE_KIND_ETHER, 0, address, time);
  return name == NO_NAME ? "" : textOf(name);
}

/** Takes the place of everything that was remembered. */
function flood(time: u64): void {
  for (let k: u32 = 0; k < answersMax * 8; k++) tell(99, 1000 + (k % (answersMax * 4)), "flood", 1, time + k);
}

/** Half of each eight neighbours in the table. */
function isNamed(k: u32): bool {
  return ((k >> 2) & 1) == 0;
}

describe("what devices were told", () => {
  it("of few that expire soon the first makes room", () => {
    // Room in the order of telling: of each eight neighbours, one expires before the others.
    for (let k: u32 = 0; k < answersMax; k++) tell(1, k, "n" + (k % 8).toString(), 1000 + ((k * 5) & 7), 0);
    for (let k: u32 = 0; k < answersMax; k++) assert(ask(1, k, 0) == "n" + (k % 8).toString(), "forgotten");
    tell(1, answersMax, "new", 5000, 0);
    expect(answersEvicted).toBe(1);
    let missing: u32 = 0;
    for (let k: u32 = 0; k <= answersMax; k++) {
      if (ask(1, k, 0) != "") continue;
      missing++;
      assert(((k * 5) & 7) == 0, "not the first to expire: " + k.toString());
    }
    expect(missing).toBe(1);
    // What has expired makes room without being missed.
    flood(10000 * SECOND);
    expect(answersEvicted).toBeGreaterThan(1);
  });

  it("what a rule names stays longer than what expires later", () => {
    flood(20000 * SECOND);
    const time: u64 = 40000 * SECOND;
    clearPolicy();
    addName(".tracker.test", VERDICT_REJECT, 3);
    for (let k: u32 = 0; k < answersMax; k++)
      tell(1, k, isNamed(k) ? "a.tracker.test" : "b.test", isNamed(k) ? 1000 : 1001, time);
    for (let k: u32 = 0; k < answersMax / 2; k++) tell(2, k, "c.tracker.test", 2000, time);
    for (let k: u32 = 0; k < answersMax; k++)
      assert(ask(1, k, time) == (isNamed(k) ? "a.tracker.test" : ""), k.toString());
    removePolicy();
    expect(ask(2, 0, time)).toBe("c.tracker.test");
  });

  it("is forgotten when its time is up, and not before ten minutes", () => {
    tell(1, 1, "short", 0, 50 * SECOND);
    expect(ask(1, 1, 50 * SECOND + FLOOR)).toBe("short");
    expect(ask(1, 1, 50 * SECOND + FLOOR + 1)).toBe("");
    tell(1, 1, "long", 3600, 50 * SECOND);
    expect(ask(1, 1, 3650 * SECOND)).toBe("long");
    expect(ask(1, 1, 3650 * SECOND + 1)).toBe("");
  });

  it("is kept for a day at most", () => {
    for (let ttl: u32 = 86400; ttl < 0x80000000; ttl = ttl * 2 + 1) {
      tell(1, 1, "longest", ttl, u32.MAX_VALUE * SECOND);
      expect(ask(1, 1, u32.MAX_VALUE * SECOND + 86400 * SECOND)).toBe("longest");
      expect(ask(1, 1, u32.MAX_VALUE * SECOND + 86400 * SECOND + 1)).toBe("");
    }
  });

  it("is the latest, with its own time to live", () => {
    tell(1, 2, "first", 7200, 0);
    tell(1, 2, "second", 700, 0);
    expect(ask(1, 2, 700 * SECOND)).toBe("second");
    expect(ask(1, 2, 701 * SECOND)).toBe("");
    tell(1, 2, "second", 7200, 0);
    expect(ask(1, 2, 7200 * SECOND)).toBe("second");
  });

  it("holds where nothing has a time", () => {
    tell(1, 3, "timeless", 0, 0);
    expect(ask(1, 3, 0)).toBe("timeless");
  });

  it("is nobody else's", () => {
    tell(7, 4, "mine", 7200, 0);
    expect(ask(7, 4, 0)).toBe("mine");
    expect(ask(8, 4, 0)).toBe("");
    expect(ask(4, 7, 0)).toBe("");
    expect(ask(7, 5, 0)).toBe("");
    expect(recall(0, 7, DEVICE_KIND_IPV4, 0, 4, 0)).toBe(NO_NAME);
    expect(recall(1, 7, DEVICE_KIND_ETHER, 0, 4, 0)).toBe(NO_NAME);
    expect(recall(0, 7, DEVICE_KIND_ETHER, 1, 4, 0)).toBe(NO_NAME);
  });

  it("agrees with a plain list, but for what was evicted", () => {
    seed(3);
    const texts = new StaticArray<u32>(DEVICES * ADDRESSES);
    const expires = new StaticArray<u64>(DEVICES * ADDRESSES);
    const kept = new StaticArray<bool>(namesMax);
    // What was told before, of the same devices and addresses.
    for (let pair: u32 = 0; pair < DEVICES * ADDRESSES; pair++)
      tell(pair / ADDRESSES, pair % ADDRESSES, "past", 0, 0);
    let time: u64 = 1000 * SECOND;
    let found = 0;
    for (let round = 0; round < ROUNDS; round++) {
      time += random(20) * SECOND;
      const pair = random(DEVICES * ADDRESSES);
      const device: u64 = pair / ADDRESSES;
      const address: u64 = pair % ADDRESSES;
      switch (random(4)) {
        case 0: {
          const text = 1 + random(TEXTS);
          const ttl = random(2000);
          const before = namesRefused;
          tell(device, address, "name" + text.toString(), ttl, time);
          if (namesRefused != before) break;
          texts[pair] = text;
          expires[pair] = time + max(<u64>ttl * SECOND, FLOOR);
          assert(ask(device, address, time) == "name" + text.toString(), "just told");
          break;
        }
        // A flow that keeps a name for a while.
        case 1: {
          const k = random(namesMax);
          const size = write("kept" + k.toString());
          const name = takeNameAt(at, size, time);
          if (kept[k]) {
            release(name);
            release(name);
            kept[k] = false;
          } else kept[k] = name != NO_NAME;
          break;
        }
        default: {
          const text = ask(device, address, time);
          if (text == "") break;
          found++;
          assert(time <= expires[pair], "it has expired");
          assert(text == "name" + texts[pair].toString(), "another name: " + text);
        }
      }
    }
    expect(found).toBeGreaterThan(ROUNDS / 20);
  });
});
