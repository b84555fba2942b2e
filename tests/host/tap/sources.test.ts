import assert from "node:assert/strict";
import test from "node:test";
import { parsePrefix } from "../../../host/address.ts";
import type { LiveInterface, LiveSource } from "../../../host/capture/live.ts";
import { SystemError } from "../../../host/ffi/errno.ts";
import { Sources } from "../../../host/tap/sources.ts";

/** Remembers what became of it. */
class Heard implements LiveSource {
  readonly kind = "tcpdump";
  readonly bytesExact = false;
  readonly live: LiveInterface;
  isOpen = true;
  isEmptied = false;

  constructor(live: LiveInterface) {
    this.live = live;
  }
  adapt({ linkType }: LiveInterface): boolean {
    return linkType === this.live.linkType;
  }
  statistics() {
    return { packets: 10, dropped: 1 };
  }
  close(): void {
    assert.ok(this.isEmptied, "closed with frames in it");
    this.isOpen = false;
  }
}

function interfaceOf(name: string, index: number, linkType = 1): LiveInterface {
  return { name, index, linkType, elsewhere: { prefixes: [], own: [] }, home: [] };
}

function sources() {
  const opened: Heard[] = [];
  const refused = new Set<number>();
  const all = new Sources(
    (live) => {
      if (refused.has(live.index)) throw new SystemError("bind", "ENODEV");
      const source = new Heard(live);
      opened.push(source);
      return source;
    },
    (source) => {
      source.isEmptied = true;
    },
  );
  return { all, opened, refused };
}

test("what changes around an interface is no other opening of it; what has to be opened anew is", () => {
  const { all } = sources();
  const openings = () => all.states.map(({ opening }) => opening);
  all.follow([interfaceOf("br-lan", 3), interfaceOf("br-guest", 4)]);
  assert.deepEqual(openings(), [1, 2]);
  const home = [parsePrefix("192.168.1.0/24")!];
  all.follow([{ ...interfaceOf("br-lan", 3), home }, interfaceOf("br-guest", 4)]);
  assert.deepEqual(openings(), [1, 2]);
  assert.deepEqual(all.states[0].interface.home, home);
  all.follow([interfaceOf("br-lan", 3, 12), interfaceOf("br-guest", 4)]);
  assert.deepEqual(openings().sort(), [2, 3]);
});

test("an interface with another index is another one, and what was counted by its name stays", () => {
  const { all, opened } = sources();
  all.follow([interfaceOf("br-lan", 3)]);
  all.follow([interfaceOf("br-lan", 7)]);
  assert.deepEqual(
    opened.map(({ live, isOpen }) => [live.index, isOpen]),
    [
      [3, false],
      [7, true],
    ],
  );
  assert.deepEqual(all.statistics, { "br-lan": { packets: 20, dropped: 2 } });
});

test("what could not be heard is told, and tried again", () => {
  const { all, refused } = sources();
  refused.add(3);
  all.follow([interfaceOf("br-lan", 3)]);
  assert.deepEqual([all.hasFailures, all.states[0].failure], [true, "bind: ENODEV"]);
  refused.clear();
  all.follow([interfaceOf("br-lan", 3)]);
  assert.deepEqual([all.hasFailures, all.states[0].failure], [false, undefined]);
});

test("the end of a source does not take the one that follows it", () => {
  const { all, opened } = sources();
  all.follow([interfaceOf("br-lan", 3)]);
  // It cannot adapt, and is opened anew.
  all.follow([interfaceOf("br-lan", 3, 101)]);
  const [first, second] = opened;
  all.lose(first, "ended by SIGTERM");
  assert.deepEqual([second.isOpen, all.hasFailures], [true, false]);
  all.lose(second, "exit status 1");
  assert.deepEqual([second.isOpen, all.states[0].failure], [false, "exit status 1"]);
});
