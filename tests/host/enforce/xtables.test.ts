// Who else uses bits of marks: rules of iptables, as its own programs print them.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import test from "node:test";
import { usersOf } from "../../../host/enforce/mark-users.ts";
import { assertMarksFree } from "../../../host/enforce/marks-free.ts";
import { xtablesListings } from "../../../host/enforce/xtables.ts";
import { xtablesMarkUsers } from "../../../host/enforce/xtables-mark-users.ts";
import type { ToolEnd } from "../../../host/platform/tool.ts";
import { asRoot, enterNamespace, run } from "../helper/namespace.ts";

const OURS = 0xff00_0000;
const NO_NFT = '{"nftables":[]}';

/** Rules, and what is said of them: use, mark, bits. */
const CASES: readonly (readonly [rule: string, said: string])[] = [
  // mwan3's and pbr's manner: their own bits, others kept.
  ["-j MARK --set-xmark 0x100/0x3f00", ""],
  ["-j CONNMARK --save-mark --nfmask 0x3f00 --ctmask 0x3f00", ""],
  ["-j CONNMARK --restore-mark --nfmask 0x3f00 --ctmask 0x3f00", ""],
  ["-m mark --mark 0x0/0x3f00 -j MARK --set-xmark 0x100/0x3f00", ""],
  ["-m connmark --mark 0x100/0x3f00 -j ACCEPT", ""],
  ["-m mark --mark 0x1000000/0xff000000 -j ACCEPT", ""],
  ["-j MARK --set-mark 1", ""],
  ["-j MARK --and-mark 0xff", ""],
  ["-j CONNMARK --restore-mark", ""],
  ['-m comment --comment "-j MARK --set-mark 0xff000000" -j ACCEPT', ""],
  ["-j MARK --set-mark 0x1000001", "sets packet 1000000"],
  ["-j MARK --or-mark 0x80000001", "sets packet 80000000"],
  ["-j MARK --xor-mark 0x40000000", "sets packet 40000000"],
  ["-m mark ! --mark 0x1/0xff -j MARK --set-xmark 0x2000000/0x2000000", "sets packet 2000000"],
  ["-j CONNMARK --set-mark 1", "replaces connection ff000000"],
  ["-j CONNMARK --save-mark", "replaces connection ff000000"],
  ["-j CONNMARK --set-xmark 0x1000000/0x1000000", "sets connection 1000000"],
  ["-j CONNMARK --and-mark 0x7fffffff", "sets connection 80000000"],
  ["-j CONNMARK --xor-mark 0xc0000000", "sets connection c0000000"],
  ["-j CONNMARK --save-mark --nfmask 0xff --ctmask 0xff000000", "sets connection ff000000"],
  ["-m connmark --mark 5 -j ACCEPT", "reads connection ff000000"],
  ["-m connmark ! --mark 0x40000000/0x40000000 -j MARK --set-mark 1", "reads connection 40000000"],
  ['-m comment --comment "a \\" -m b" -j CONNMARK --or-mark 0x1000000', "sets connection 1000000"],
];

for (const kind of ["nft", "legacy"])
  for (const part of ["iptables", "ip6tables"]) {
    const program = `xtables-${kind}-multi`;
    const skip = asRoot.skip || (!existsSync(`/usr/sbin/${program}`) && `there is no ${program}`);
    test(`${part} of ${kind}: each rule that uses our bits, and none that only seems to`, {
      skip,
    }, async () => {
      for (const [rule, said] of CASES) {
        enterNamespace();
        const words = [...rule.matchAll(/"((?:\\.|[^"\\])*)"|\S+/g)];
        const args = words.map(([word, quoted]) => quoted?.replaceAll(/\\(.)/g, "$1") ?? word);
        run(program, part, "-t", "mangle", "-A", "PREROUTING", ...args);
        const listings = await xtablesListings();
        assert.ok(listings.length >= 2 && listings.every(({ failure }) => failure === undefined));
        const users = usersOf(OURS, listings.flatMap(xtablesMarkUsers));
        const told = users.map(({ use, mark, bits }) => `${use} ${mark} ${bits.toString(16)}`);
        assert.equal(told.join(), said, rule);
        const where = `${program} ${part}-save, table mangle, chain PREROUTING`;
        if (said === "") assertMarksFree([NO_NFT], OURS, listings);
        else {
          assert.equal(users[0].where, where);
          const taken = { code: "MARK_BITS_TAKEN", message: new RegExp(`\n {2}${where}: `) };
          assert.throws(() => assertMarksFree([NO_NFT], OURS, listings), taken);
        }
      }
    });
  }

test("what is not known may be anything", () => {
  const usesOf = (rule: string) =>
    xtablesMarkUsers({ command: "iptables-save", text: `*mangle\n-A FORWARD ${rule}\nCOMMIT\n` }).map(
      ({ use, mark, bits }) => `${use} ${mark} ${bits.toString(16)}`,
    );
  assert.deepEqual(usesOf("-j MARK --set-cosmic 1"), ["sets packet ffffffff"]);
  assert.deepEqual(usesOf("-j MARK --set-xmark nothing"), ["sets packet ffffffff"]);
  assert.deepEqual(usesOf("-j CONNMARK --set-xmark 0x1/0x1 --left-shift-mark 8"), [
    "replaces connection ffffffff",
  ]);
  assert.deepEqual(usesOf("-j TPROXY --on-port 1 --tproxy-mark 0x2000000/0xffffffff"), [
    "sets packet 2000000",
  ]);
  assert.deepEqual(usesOf("-j SET --map-set marks src --map-mark"), ["sets packet ffffffff"]);
  assert.deepEqual(usesOf("-j SET --add-set marks src"), []);
  assert.deepEqual(usesOf("-j"), []);
});

test("programs that there are not are passed over; what kept one from telling all is told", async () => {
  const end: ToolEnd = { status: 0, output: "*raw\n", outputNotKept: 0, message: "", isMissing: false };
  assert.deepEqual(await xtablesListings(async () => ({ ...end, isMissing: true })), []);
  const ends: Record<string, Partial<ToolEnd>> = {
    "xtables-nft-multi iptables-save": {},
    "xtables-nft-multi ip6tables-save": { outputNotKept: 5 },
    "xtables-legacy-multi iptables-save": { status: 4, message: "Permission denied" },
    "xtables-legacy-multi ip6tables-save": { status: undefined, message: "it was ended by SIGKILL" },
  };
  const listings = await xtablesListings(async (program, part) => ({
    ...end,
    ...ends[`${program} ${part}`],
  }));
  assert.deepEqual(
    listings.map(({ command, failure }) => [command, failure]),
    [
      ["xtables-nft-multi iptables-save", undefined],
      ["xtables-nft-multi ip6tables-save", "it is longer than 1048576 octets"],
      ["xtables-legacy-multi iptables-save", "Permission denied"],
      ["xtables-legacy-multi ip6tables-save", "it was ended by SIGKILL"],
    ],
  );
});
