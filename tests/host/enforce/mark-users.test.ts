// Who else uses bits of marks: rules as nft lists them.

import assert from "node:assert/strict";
import test from "node:test";
import { readListing } from "../../../host/enforce/listing.ts";
import { MARK_USERS_MAX, nftMarkUsers, usersOf } from "../../../host/enforce/mark-users.ts";
import { assertMarksFree } from "../../../host/enforce/marks-free.ts";
import { OperatorError } from "../../../host/errors.ts";
import { asRoot, enterNamespace, run } from "../helper/namespace.ts";

const OURS = 0xff00_0000;

/** Rules, and what is said of them: use, mark, bits. */
const CASES: readonly (readonly [rule: string, said: string])[] = [
  // pbr's and mwan3's manner: their own bits, others kept.
  ["meta mark set meta mark & 0xff00ffff | 0x00010000", ""],
  ["ct mark set ct mark & 0xffff00ff | 0x100", ""],
  ["ct mark & 0x3f00 == 0x100 accept", ""],
  // Zeros in a packet's mark are what we write there as well.
  ["meta mark set 0x1", ""],
  ["meta mark set ct mark", ""],
  ["meta mark & 0xff000000 == 0x1000000 accept", ""],
  ["meta mark set ip saddr map { 1.2.3.4 : 0x1, 5.6.7.8 : 0x2 }", ""],
  ["meta mark set meta mark | 0x80000001", "sets packet 80000000"],
  ["meta mark set 0x0a000001", "sets packet a000000"],
  ["meta mark set ip saddr map { 1.2.3.4 : 0x1, 5.6.7.8 : 0x02000000 }", "sets packet 2000000"],
  ["meta mark set jhash ip saddr mod 7", "sets packet ff000000"],
  ["ct mark set ct mark | 0x01000000", "sets connection 1000000"],
  ["ct mark set ct mark & 0x7fffffff", "sets connection 80000000"],
  ["ct mark set ct mark xor 0xc0000000", "sets connection c0000000"],
  ["ct mark set meta mark", "replaces connection ff000000"],
  ["ct mark set 0x1", "replaces connection ff000000"],
  ["ct mark 0x5 accept", "reads connection ff000000"],
  ["ct mark & 0x40000000 != 0 accept", "reads connection 40000000"],
  ["ct mark & 0xf0000000 == 0x10000000 accept", "reads connection f0000000"],
];

test("each rule that uses our bits, and none that only seems to", asRoot, () => {
  for (const [rule, said] of CASES) {
    enterNamespace();
    run(
      "nft",
      `table inet pbr {\n chain mangle {\n type filter hook prerouting priority -150\n ${rule}\n }\n }`,
    );
    const users = usersOf(OURS, nftMarkUsers(readListing(run("nft", "-j", "-t", "list", "ruleset"))!));
    const told = users.map(({ use, mark, bits }) => `${use} ${mark} ${bits.toString(16)}`);
    assert.equal(told.join(), said, rule);
    if (said !== "") assert.equal(users[0].where, "inet pbr, chain mangle");
  }
});

const RULE = (table: string, expr: unknown) => ({ rule: { family: "inet", table, chain: "c", expr } });
const SET_BIT = [
  { mangle: { key: { ct: { key: "mark" } }, value: { "|": [{ ct: { key: "mark" } }, 2 ** 24] } } },
];

function listing(...objects: object[]): string {
  return JSON.stringify({ nftables: objects });
}

test("refused with who, what and what to do; our own table aside; one line a user, so many at most", () => {
  assertMarksFree([listing(RULE("bordertap", SET_BIT)), listing(RULE("bordertap_guard", SET_BIT))], OURS);
  assertMarksFree([listing(RULE("other", SET_BIT))], 0xff);
  assert.throws(
    () => assertMarksFree(["", listing(RULE("a\u001bb", SET_BIT), RULE("a\u001bb", SET_BIT))], OURS),
    (error) => {
      assert.ok(error instanceof OperatorError);
      assert.equal(error.code, "MARK_BITS_TAKEN");
      assert.equal(error.exitCode, 2);
      assert.equal(
        error.message.split("\n").slice(0, 2).join("\n"),
        "cannot use the mark bits 0xff000000:\n  inet a\\x1bb, chain c: sets 0x01000000 of the connection mark",
      );
      assert.match(error.message, /bordertap\.mark_mask/);
      return true;
    },
  );
  const many = Array.from({ length: 100 }, (_, at) => RULE(`t${at}`, SET_BIT));
  assert.equal(usersOf(OURS, nftMarkUsers(readListing(listing(...many))!)).length, MARK_USERS_MAX);
});

test("listings that are none, or say strange things", () => {
  for (const text of ["", "{", "[]", "null", '{"nftables":5}'])
    assert.equal(readListing(text), undefined, text);
  const key = { ct: { key: "mark" } };
  let deep: unknown = { ct: { key: "mark" } };
  for (let level = 0; level < 1000; level++) deep = { "|": [deep, 0] };
  for (const value of [
    null,
    {},
    [],
    "x",
    { "|": [] },
    { "|": 5 },
    { map: { data: { set: [5, [1]] } } },
    deep,
  ])
    nftMarkUsers(readListing(listing(RULE("t", [{ mangle: { key, value } }, null, 5, { match: null }])))!);
  assert.deepEqual(readListing('{"nftables":[null,5,{"rule":null},{"table":{"name":"x"}}]}'), [
    { kind: "table", content: { name: "x" } },
  ]);
});
