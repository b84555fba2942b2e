import assert from "node:assert/strict";
import test from "node:test";
import { SystemError } from "../../../host/ffi/errno.ts";
import { detectOffload } from "../../../host/local/offload.ts";
import { readFlowtable } from "../../../host/netlink/flowtable.ts";
import { asRoot, enterNamespace, run } from "../helper/namespace.ts";
import { FakeChannel } from "../netlink/helper/channel.ts";
import { withstandsHostility } from "../netlink/helper/hostile.ts";
import { attribute, message, text, u8, u32, u32be } from "../netlink/helper/message.ts";

const NEWFLOWTABLE = 0xa16;

/** As nf_tables_fill_flowtable_info writes it: table, name, use, handle, flags, hook with its devices. */
function flowtable(sequence: number, use: number, flags: number): Uint8Array {
  return message(
    { type: NEWFLOWTABLE, flags: 2, sequence },
    u8(1, 0, 0, 3),
    attribute(1, text("fw4")),
    attribute(2, text("ft")),
    attribute(4, u32be(use)),
    attribute(5, u32be(0), u32be(7)),
    attribute(7, u32be(flags)),
    attribute(
      0x8003,
      attribute(1, u32be(0)),
      attribute(2, u32be(0)),
      attribute(0x8003, attribute(1, text("br-lan"))),
    ),
  );
}

const done = (sequence: number) => message({ type: 3, sequence }, u32(0));

function detected(...tables: [use: number, flags: number][]): string {
  const channel = new FakeChannel((sequence) => [
    ...tables.map(([use, flags]) => flowtable(sequence, use, flags)),
    done(sequence),
  ]);
  const offload = detectOffload(() => channel);
  assert.ok(channel.closed);
  return offload;
}

test("no flowtable, or none that a rule uses", () => {
  assert.equal(detected(), "none");
  assert.equal(detected([0, 1], [0, 0]), "none");
});

test("flowtables in software and in hardware", () => {
  assert.equal(detected([1, 0]), "software");
  assert.equal(detected([1, 2]), "software");
  assert.equal(detected([1, 1]), "hardware");
  assert.equal(detected([1, 3], [1, 0]), "hardware");
  assert.equal(detected([1, 0], [0, 1]), "software");
});

test("a kernel that says no more than that there is one", () => {
  const bare = (sequence: number) => message({ type: NEWFLOWTABLE, sequence }, u8(1, 0, 0, 0));
  assert.equal(
    detectOffload(() => new FakeChannel((sequence) => [bare(sequence), done(sequence)])),
    "software",
  );
});

test("a kernel that cannot be asked, refuses, or answers nonsense", () => {
  const refusal = (sequence: number) => message({ type: 2, sequence }, u32(-22 >>> 0), new Uint8Array(16));
  for (const answers of [refusal, () => u8(1, 2, 3), (sequence: number) => flowtable(sequence, 1, 0)])
    assert.equal(
      detectOffload(() => new FakeChannel((sequence) => [answers(sequence)])),
      "unknown",
    );
  const unavailable = () => {
    throw new SystemError("socket nftables", "EPROTONOSUPPORT");
  };
  assert.equal(detectOffload(unavailable), "unknown");
});

test("a bug is no answer", () => {
  const broken = () => {
    throw new TypeError("a bug");
  };
  assert.throws(() => detectOffload(broken), TypeError);
});

test("this kernel's ruleset", asRoot, () => {
  enterNamespace();
  assert.equal(detectOffload(), "none");
  run(
    "nft",
    "table inet fw4 { chain forward { type filter hook forward priority 0; ct state new accept; }; }",
  );
  assert.equal(detectOffload(), "none");
});

test("cut anywhere and changed at random, nothing but NetlinkFormatError", () =>
  withstandsHostility(flowtable(0, 1, 1), readFlowtable));
