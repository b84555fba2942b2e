import { HOST_NAME_MAX, NAME_TEXT } from "../../../assembly/abi";
import {
  forgetName,
  hasName,
  hold,
  isFull,
  isHeld,
  lastUseOf,
  NO_NAME,
  nameAt,
  namesMax,
  namesRefused,
  release,
  stampOf,
  takeName,
  use,
} from "../../../assembly/names/table";
import { random, seed } from "../helper/mutation";
import { text as octetsOf } from "../helper/octets";

const ROUNDS: i32 = 100000;
/** More than there is room for. */
const TEXTS: u32 = 100;

const at: usize = memory.data(HOST_NAME_MAX + 2);

function write(text: string): u32 {
  const octets = octetsOf(text);
  memory.copy(at, octets.values.dataStart, octets.size);
  return octets.size;
}

function take(text: string): u32 {
  return takeName(at, write(text));
}

function textOf(name: u32): string {
  return String.UTF8.decodeUnsafe(nameAt(name) + NAME_TEXT, load<u8>(nameAt(name)));
}

/** Of lengths 1 to HOST_NAME_MAX; some differ in their last octet, some in their first, some in length. */
function textFor(k: u32): string {
  if (k < 20) return "x".repeat(k + 1);
  if (k < 60) return "a".repeat(240) + k.toString();
  return k.toString() + "b".repeat(251);
}

describe("the table of names", () => {
  it("agrees with a plain list of references", () => {
    seed(2);
    const references = new StaticArray<u32>(TEXTS);
    const numbers = new StaticArray<u32>(TEXTS);
    const stamps = new StaticArray<u32>(TEXTS);
    let used: u32 = 0;
    let refused: u64 = 0;
    for (let round = 0; round < ROUNDS; round++) {
      // The table fills and empties in turn.
      const isFilling = (round / 4000) % 2 == 0;
      const k = random(TEXTS);
      const isThere = numbers[k] != NO_NAME;
      if (random(5) < (isFilling ? 3 : 1)) {
        const name = take(textFor(k));
        if (!isThere && used == namesMax) {
          assert(name == NO_NAME, "there was no room");
          refused++;
        } else {
          assert(name != NO_NAME, "there was room");
          if (!isThere) {
            used++;
            stamps[k] = stampOf(name);
          }
          assert(!isThere || numbers[k] == name, "one text, two names");
          numbers[k] = name;
          references[k]++;
        }
      } else if (references[k] > 0) {
        if (random(3) == 0) {
          assert(hold(numbers[k]) == numbers[k], "hold");
          references[k]++;
        } else {
          release(numbers[k]);
          references[k]--;
        }
      } else if (isThere) {
        forgetName(numbers[k]);
        assert(stampOf(numbers[k]) != stamps[k], "it seems to be there still");
        numbers[k] = NO_NAME;
        used--;
      }
      assert(isFull() == (used == namesMax), "isFull");
      const other = random(TEXTS);
      const name = numbers[other];
      assert(hasName(at, write(textFor(other))) == (name != NO_NAME), "hasName");
      if (name == NO_NAME) continue;
      assert(textOf(name) == textFor(other), "another text");
      assert(isHeld(name) == references[other] > 0, "isHeld");
      assert(stampOf(name) == stamps[other], "it seems to be gone");
    }
    assert(refused > 1000, "it was full");
    expect(namesRefused).toBe(refused);

    for (let k: u32 = 0; k < TEXTS; k++) {
      for (; references[k] > 0; references[k]--) release(numbers[k]);
      if (numbers[k] != NO_NAME) forgetName(numbers[k]);
    }
    for (let k: u32 = 0; k < namesMax; k++) assert(take("again" + k.toString()) != NO_NAME, "a lost entry");
    expect(isFull()).toBe(true);
    expect(take("one more")).toBe(NO_NAME);
    for (let k: u32 = 0; k < namesMax; k++) {
      const name = take("again" + k.toString());
      release(name);
      release(name);
      forgetName(name);
    }
    expect(isFull()).toBe(false);
  });

  it("knows when a name was last used, and nothing of the one before in its place", () => {
    const name = take("used");
    expect(lastUseOf(name)).toBe(0);
    use(name, 700);
    use(name, 600);
    expect(lastUseOf(name)).toBe(700);
    release(name);
    forgetName(name);
    const other = take("other");
    expect(other).toBe(name, "the entry that was freed last");
    expect(lastUseOf(other)).toBe(0);
    release(other);
    forgetName(other);
  });

  it("tells names apart by octets and size", () => {
    const texts = ["a", "aa", "aaaaaaaa", "aaaaaaaaa", "aaaaaaaa\\000", "A", "b", "a.b", "a".repeat(253)];
    const names = new StaticArray<u32>(texts.length);
    for (let k = 0; k < texts.length; k++) names[k] = take(texts[k]);
    for (let k = 0; k < texts.length; k++) {
      for (let other = 0; other < k; other++) assert(names[k] != names[other], texts[k]);
      assert(textOf(names[k]) == texts[k], texts[k]);
      assert(take(texts[k]) == names[k], texts[k]);
    }
    expect(texts.length).toBe(9);
  });

  it("takes nothing from none, and gives nothing back", () => {
    expect(hold(NO_NAME)).toBe(NO_NAME);
    release(NO_NAME);
    expect(isFull()).toBe(false);
  });
});
