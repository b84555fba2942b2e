// What the kernel tells of changes to tables: which of it is about ours.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import test from "node:test";
import { Guard } from "../../../host/enforce/guard.ts";
import { RulesetEvents } from "../../../host/enforce/ruleset-events.ts";
import { SystemError } from "../../../host/ffi/errno.ts";
import { changedTable } from "../../../host/netlink/nft-event.ts";
import { asRoot, enterNamespace, run } from "../helper/namespace.ts";
import { FakeChannel } from "../netlink/helper/channel.ts";
import { withstandsHostility } from "../netlink/helper/hostile.ts";
import { attribute, message, text, u8, u32be } from "../netlink/helper/message.ts";
import { enforcementOf } from "./helper/enforcement.ts";

const INET = u8(1, 0, 0, 0);
const DELTABLE = 0xa02;
const NEWSETELEM = 0xa0c;
const NEWGEN = 0xa0f;

const about = (type: number, table: string, header = INET) =>
  message({ type }, header, attribute(1, text(table)), attribute(2, text("c")));

test("of which table a message tells", () => {
  withstandsHostility(about(DELTABLE, "bordertap"), changedTable);
  const groups: number[] = [];
  const events = () =>
    Object.assign(new FakeChannel(), {
      descriptor: 7,
      join: (group: number) => groups.push(group),
      leave: (group: number) => groups.push(-group),
    });
  const taken = (...datagrams: (Uint8Array | "overrun")[]) => {
    const channel = events();
    channel.tell(...datagrams);
    const one = RulesetEvents.open(() => channel)!;
    assert.equal(one.descriptor, 7);
    return one.take();
  };
  assert.equal(taken(), false);
  assert.equal(taken(about(DELTABLE, "bordertap")), true);
  // Another's table, another family's, the guard's, elements of sets, a transaction's number (1 as a name), other subsystems.
  for (const other of [
    about(DELTABLE, "fw4"),
    about(DELTABLE, "bordertap", u8(2, 0, 0, 0)),
    about(DELTABLE, "bordertap_guard"),
    about(NEWSETELEM, "bordertap"),
    about(NEWGEN, "bordertap"),
    about(0x102, "bordertap"),
    message({ type: NEWGEN }, INET, attribute(1, u32be(7))),
  ])
    assert.equal(taken(other), false);
  assert.equal(taken(about(DELTABLE, "fw4"), about(DELTABLE, "bordertap")), true);
  // What was lost, or cannot be read, may have been about it.
  assert.equal(taken("overrun"), true);
  assert.equal(taken(about(DELTABLE, "fw4").subarray(0, 30)), true);
  // So many at once.
  const many = events();
  many.tell(...Array.from({ length: 40 }, () => about(DELTABLE, "fw4")), about(DELTABLE, "bordertap"));
  const taking = RulesetEvents.open(() => many)!;
  assert.deepEqual(
    Array.from({ length: 4 }, () => taking.take()),
    [false, false, true, false],
  );
  groups.splice(0);
  taking.pause();
  taking.resume();
  assert.deepEqual(groups, [-7, 7]);
});

test("a kernel that tells nothing", () => {
  const refused = () => {
    throw new SystemError("socket nftables events", "EPROTONOSUPPORT");
  };
  assert.equal(RulesetEvents.open(refused), undefined);
});

test("of a machine's own ruleset", asRoot, () => {
  enterNamespace();
  const events = RulesetEvents.open()!;
  const tells = (...change: string[]) => {
    run("nft", ...change);
    return events.take();
  };
  assert.equal(tells("add table inet other"), false);
  assert.equal(tells("add table inet bordertap"), true);
  assert.equal(events.take(), false);
  events.pause();
  assert.equal(tells("add chain inet bordertap unheard"), false);
  events.resume();
  assert.equal(tells("add chain inet bordertap c"), true);
  assert.equal(tells("add rule inet bordertap c accept"), true);
  assert.equal(tells("add set inet bordertap s { type ipv4_addr; }"), true);
  assert.equal(tells("add element inet bordertap s { 192.0.2.1 }"), false);
  assert.equal(tells("flush chain inet bordertap c"), true);
  const guard = new Guard();
  guard.stand(enforcementOf());
  assert.equal(events.take(), false);
  assert.equal(tells("flush ruleset"), true);
  guard.remove();
  assert.equal(events.take(), false);
  // More than the kernel keeps.
  const elements = Array.from({ length: 60_000 }, (_, k) => `10.${k >> 8}.${k & 255}.1`).join();
  const text = `table inet other { set s { type ipv4_addr; elements = { ${elements} }\n }\n }`;
  execFileSync("nft", ["-f", "-"], { input: text });
  let told = 0;
  for (let takes = 0; takes < 1000; takes++) if (events.take()) told++;
  assert.equal(told, 1);
  events.close();
});
