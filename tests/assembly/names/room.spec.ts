import { DEVICE_KIND_ETHER, VERDICT_REJECT } from "../../../assembly/abi";
import { drained } from "../../../assembly/events";
import { Flow, flowAt } from "../../../assembly/flow/flow";
import { flowCount, insert } from "../../../assembly/flow/table";
import { answersEvicted, answersMax, recall, remember } from "../../../assembly/names/cache";
import { flowsUnnamed, namesEvicted, takeNameAt } from "../../../assembly/names/room";
import {
  forgetName,
  hasName,
  hold,
  isFull,
  isHeld,
  NO_NAME,
  nameAt,
  namesMax,
  namesRefused,
  release,
} from "../../../assembly/names/table";
import { text as octetsOf } from "../helper/octets";
import { textOf } from "../helper/peers";
import { addName, clearPolicy, removePolicy } from "../helper/policy";

const SECOND: u64 = 1_000_000_000;
const DEVICE: u64 = 7;
/** Later than everything of the specs before. */
let now: u64 = 0;
/** Of flows: no two are alike. */
let hash: u32 = 0x1234_0000;

const at: usize = memory.data(64);

function write(text: string): u32 {
  const octets = octetsOf(text);
  memory.copy(at, octets.values.dataStart, octets.size);
  return octets.size;
}

function take(text: string): u32 {
  return takeNameAt(at, write(text), now);
}

function isThere(text: string): bool {
  return hasName(at, write(text));
}

/** Says that `text` has an address, as names/learn.ts does it. */
function tell(address: u64, text: string): bool {
  const name = take(text);
  if (name == NO_NAME) return false;
  remember(0, DEVICE, DEVICE_KIND_ETHER, 0, address, name, 0, now);
  release(name);
  return true;
}

function ask(address: u64): string {
  const name = recall(0, DEVICE, DEVICE_KIND_ETHER, 0, address, now);
  return name == NO_NAME ? "" : textOf(name);
}

/** A flow whose device had asked for a name, as names/naming.ts begins one. */
function open(name: u32, last: u64): Flow {
  hash += 0x0020_0001;
  const flow = insert(hash);
  drained();
  flow.dnsName = name;
  flow.last = last;
  return flow;
}

/** Nobody has a name any more, and an hour later. */
function begin(): void {
  for (let entry: u32 = 0; entry < flowCount; entry++) {
    const flow = flowAt(entry);
    release(flow.name);
    release(flow.dnsName);
    flow.name = NO_NAME;
    flow.dnsName = NO_NAME;
  }
  for (let name: u32 = 1; name <= namesMax; name++)
    if (load<u8>(nameAt(name)) != 0 && !isHeld(name)) forgetName(name);
  removePolicy();
  now += 3600 * SECOND;
}

describe("room for names", () => {
  it("is made by the one that was told first, of eight that no flow holds", () => {
    begin();
    // The order of telling is not the order of the table.
    for (let k: u32 = 0; k < namesMax; k++) release(take("told" + k.toString()));
    for (let k: u32 = 0; k < namesMax; k++) {
      now += SECOND;
      const number = (k * 5) % namesMax;
      assert(tell(number, "told" + number.toString()), "no room");
    }
    assert(isFull(), "there is room");
    release(take("told3"));
    expect(namesEvicted).toBe(0);

    assert(tell(1000, "new"), "no room");
    expect(namesEvicted).toBe(1);
    expect(ask(1000)).toBe("new");
    let missing: u32 = 0;
    for (let k: u32 = 0; k < namesMax; k++) {
      const text = "told" + k.toString();
      if (isThere(text)) continue;
      missing++;
      // The answer is still in its place, and another name in the name's.
      assert(ask(k) == "", "another name");
      // Of the eight, none was told before: 5 k is the smallest (mod 64) at k times 13.
      for (let other = (k & ~7) + 1; other < (k & ~7) + 8; other++)
        assert(((k * 13) & 63) <= ((other * 13) & 63) || other == k, "one before: " + k.toString());
    }
    expect(missing).toBe(1);
  });

  it("counts no name that nobody can go by any more", () => {
    begin();
    for (let k: u32 = 0; k < namesMax; k++) assert(tell(k, "old" + k.toString()), "no room");
    const evicted = namesEvicted;
    now += 601 * SECOND;
    for (let k: u32 = 0; k < namesMax; k++) assert(tell(k, "young" + k.toString()), "no room");
    expect(namesEvicted).toBe(evicted);
    let there: u32 = 0;
    for (let k: u32 = 0; k < namesMax; k++) if (ask(k) == "young" + k.toString()) there++;
    expect(there).toBe(answersMax);
  });

  it("is not made by what a rule names, while there is anything else", () => {
    begin();
    clearPolicy();
    addName(".tracker.test", VERDICT_REJECT, 5);
    const named: u32 = 6;
    for (let k: u32 = 0; k < named; k++) assert(tell(k, k.toString() + ".tracker.test"), "no room");
    now += SECOND;
    for (let k: u32 = 0; k < namesMax * 8; k++) assert(tell(100 + k, "flood" + k.toString()), "no room");
    for (let k: u32 = 0; k < named; k++) assert(isThere(k.toString() + ".tracker.test"), k.toString());
    // Unless all are named by rules.
    for (let k: u32 = 0; k < namesMax * 8; k++)
      assert(tell(100 + k, "n" + k.toString() + ".tracker.test"), "no room");
    let left: u32 = 0;
    for (let k: u32 = 0; k < named; k++) if (isThere(k.toString() + ".tracker.test")) left++;
    expect(left).toBe(0);
  });

  it("is made by flows, the longest silent of eight first", () => {
    begin();
    const first = flowCount;
    for (let k: u32 = 0; k < namesMax; k++) open(take("held" + k.toString()), now - (k % 8) * SECOND);
    const unnamed = flowsUnnamed;
    for (let k: u32 = 0; k < namesMax / 8; k++) {
      const name = take("new" + k.toString());
      assert(name != NO_NAME, "no room");
      open(name, now);
    }
    expect(flowsUnnamed - unnamed).toBe(namesMax / 8);
    for (let k: u32 = 0; k < namesMax; k++) {
      const isSilent = k % 8 == 7;
      assert((flowAt(first + k).dnsName == NO_NAME) == isSilent, k.toString());
      assert(isThere("held" + k.toString()) != isSilent, k.toString());
    }
  });

  it("is made by flows rather than by what was told later than their last frame", () => {
    begin();
    const old = open(take("old"), now);
    old.name = take("said");
    now += 2 * SECOND;
    for (let k: u32 = 2; k < namesMax; k++) assert(tell(k, "told" + k.toString()), "no room");
    assert(tell(1000, "new"), "no room");
    expect(old.name).toBe(NO_NAME);
    expect(old.dnsName).toBe(NO_NAME);
    expect(isThere("old")).toBe(true);
    expect(isThere("said")).toBe(false);
    expect(isThere("new")).toBe(true);
    for (let k: u32 = 2; k < namesMax; k++) assert(isThere("told" + k.toString()), k.toString());
  });

  it("is not made by a flow's name that was told again since", () => {
    begin();
    const old = open(take("again"), now);
    now += 2 * SECOND;
    for (let k: u32 = 1; k < namesMax; k++) assert(tell(k, "told" + k.toString()), "no room");
    now += 2 * SECOND;
    assert(tell(0, "again"), "no room");
    assert(tell(1000, "new"), "no room");
    expect(old.dnsName).toBe(NO_NAME);
    expect(ask(0)).toBe("again");
    expect(ask(1000)).toBe("new");
  });

  it("is made for what is told while flows hold the other names, never by what was just told", () => {
    begin();
    for (let k: u32 = 0; k < namesMax; k++) open(take("held" + k.toString()), now);
    // As many at once as a judge hears between two batches, and all within a second.
    for (let round: u32 = 0; round < 50; round++) {
      now += 1_000_000;
      for (let k: u32 = 0; k < 16; k++) assert(tell(k, round.toString() + "told" + k.toString()), "no room");
      for (let k: u32 = 0; k < 16; k++) {
        const name = recall(0, DEVICE, DEVICE_KIND_ETHER, 0, k, now);
        assert(name != NO_NAME && textOf(name) == round.toString() + "told" + k.toString(), "unknown");
        open(hold(name), now);
      }
    }
    expect(isFull()).toBe(true);
  });

  it("is not made where other flows hold the same names, and not looked for in all of them", () => {
    begin();
    for (let k: u32 = 0; k < namesMax; k++) {
      const name = take("shared" + k.toString());
      for (let flow: u32 = 0; flow < 3; flow++) open(flow == 0 ? name : hold(name), now);
    }
    const unnamed = flowsUnnamed;
    const refused = namesRefused;
    release(take("new"));
    expect(flowsUnnamed - unnamed).toBeLessThan(9);
    for (let k: u32 = 0; k < namesMax * 3; k++) release(take("other" + k.toString()));
    expect(isThere("other" + (namesMax * 3 - 1).toString())).toBe(true);
    expect(namesRefused - refused).toBeLessThan(<u64>namesMax);
  });

  it("is there for each name that a flow follows at once, whatever was before", () => {
    begin();
    const refused = namesRefused;
    const answers = answersEvicted;
    for (let k: u32 = 0; k < namesMax * 40; k++) {
      now += 100_000;
      const text = "site" + k.toString();
      // A few addresses each, as content networks have them.
      for (let address: u32 = 0; address < 4; address++) tell(k * 4 + address, text);
      const name = recall(0, DEVICE, DEVICE_KIND_ETHER, 0, k * 4 + 2, now);
      assert(name != NO_NAME && textOf(name) == text, "unknown: " + text);
      open(hold(name), now);
    }
    expect(namesRefused).toBe(refused);
    expect(answersEvicted).toBeGreaterThan(answers);
  });
});
