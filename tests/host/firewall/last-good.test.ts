// The last good block set against decide(), address by address.

import assert from "node:assert/strict";
import test from "node:test";
import { CHUNKS, ROOT4 } from "../../../assembly/geo/image.ts";
import { formatPrefix, type Prefix, parsePrefix } from "../../../host/address.ts";
import { parseConfig } from "../../../host/config/load.ts";
import { LAST_GOOD_PREFIXES_MAX } from "../../../host/enforce/enforcement.ts";
import { lastGoodOf } from "../../../host/firewall/last-good.ts";
import { addressOf, type Family, IPV4, IPV6, keyOf, keysOf } from "../../../host/geo/family.ts";
import { ImageView } from "../../../host/geo/image.ts";
import { CountryTable, loadCountryTable } from "../../../host/geo/table.ts";
import { localMinute } from "../../../host/policy/local-time.ts";
import type { Policy } from "../../../host/policy/policy.ts";
import { remarksOn } from "../../../host/policy/remarks.ts";
import { parseWeekSpan, type WeekSpan } from "../../../host/policy/week-span.ts";
import { FIRST, noData, numericRows, SECOND, SPECIAL4, SPECIAL6 } from "../geo/helper/rows.ts";
import { builtImage } from "../geo/helper/small-table.ts";
import { worldImage } from "../geo/update/helper/tables.ts";
import { loadClassifier } from "../helper/module.ts";
import { Random } from "../helper/random.ts";
import { Expected, PrefixSet } from "./helper/expected.ts";

const WORLDS = 4;
const POLICIES = 60;
const HOUR_MS = 3600_000;
/** A Friday. */
const NOW_MS = Date.UTC(2026, 10, 20, 12);
/** The same day, in minutes of local time. */
const TONIGHT = localMinute(NOW_MS, "UTC") + 600;
const NAT64 = 0x64ff9bn << 96n;
const SIX_TO_FOUR = 0x2002n << 112n;

const random = new Random(31);
const classifier = loadClassifier("router");
const ACTIONS = ["off", "alert", "block"] as const;
const DEVICES = [1, 2, 3, 4].map((k) => `02:00:00:00:00:0${k}`);
const CODES = ["CN", "US", "SG", "NL"];
const HOURS = ["22:00-06:00", "mon-fri 08:00-16:00", "sat,sun 00:00-24:00"].map(
  (text) => parseWeekSpan(text) as WeekSpan,
);

/** Ranges of both families, some next to each other, in two opinions. */
function randomWorld(): { first: string; second: string } {
  const rows = (): string =>
    [
      ...[8, 9, 11, 12].flatMap((a) =>
        [0, 1, 2, 3].map((b) => `${a}.${b}.0.0,${a}.${b}.${random.below(256)}.255,${random.pick(CODES)}`),
      ),
      ...[0, 1, 2, 3].flatMap((a) =>
        [0, 4, 8].map(
          (b) =>
            `2600:${a}:0:${b}::,2600:${a}:0:${b + random.below(4)}:${random.below(2)}::ff,${random.pick(CODES)}`,
        ),
      ),
      "",
    ].join("\n");
  return { first: rows(), second: rows() };
}

const PREFIXES = [
  ...["8.0.0.0/8", "8.1.0.0/16", "8.1.128.0/17", "9.0.0.0/15", "9.1.2.3/32", "10.0.0.0/8", "11.1.1.0/24"],
  ...["12.0.0.0/6", "0.0.0.0/1", "128.0.0.0/1", "2600::/16", "2600:1::/32", "2600:1:0:4::/63", "8000::/1"],
  ...["2600:2:0:8:1::/80", "64:ff9b::/96", "64:ff9b::b01:0/112", "2002::/16", "2002:801::/32", "fc00::/7"],
].map((text) => parsePrefix(text)!);

function some<T>(values: readonly T[], most: number): T[] {
  return [...new Set(Array.from({ length: random.below(most + 1) }, () => random.pick(values)))];
}

function scope(): { devices?: ReadonlySet<string> } {
  return random.below(2) === 0 ? {} : { devices: new Set([random.pick(DEVICES)]) };
}

/** One that check has nothing against. */
function randomPolicy(isTimed: boolean): Policy {
  const strict = ["block", "block", ...ACTIONS] as const;
  for (;;) {
    // What a narrower one blocks for as long as a wider one lets pass is not in the set either.
    const doExpire = random.below(2) === 0 ? ["block"] : ["off", "alert"];
    const policy: Policy = {
      blockWith: random.pick(["drop", "reject"]),
      defaultAction: random.pick(strict),
      unknownCountry: random.pick([undefined, ...ACTIONS]),
      // Of the stricter of two opinions, each with hours of its own, the set does not hold what is blocked in turns.
      opinionsDiffer: random.pick(isTimed ? ["first", "both"] : ["first", "either", "both"]),
      tunnels: random.pick(ACTIONS),
      newDevices: random.pick(["off", ...ACTIONS]),
      timezone: "UTC",
      devices: some(DEVICES, 2).map((key, k) => ({
        place: `device[${k}]`,
        name: key,
        keys: [key],
        policy: random.pick([undefined, undefined, ...ACTIONS]),
      })),
      countries: Array.from({ length: random.below(6) }, (_, k) => ({
        place: `country[${k}]`,
        codes: new Set(some(CODES, 3)),
        action: random.pick(strict),
        hours: isTimed ? some(HOURS, 1) : [],
        ...scope(),
      })),
      exceptions: Array.from({ length: random.below(6) }, (_, k) => ({
        place: `exception[${k}]`,
        hosts: random.below(4) === 0 ? ["a.example"] : [],
        action: random.pick(strict),
        ...(random.below(6) === 0
          ? { addresses: [], devices: new Set([random.pick(DEVICES)]) }
          : { addresses: some(PREFIXES, 3), ...scope() }),
      }))
        .filter(({ addresses, hosts, devices }) => addresses.length + hosts.length > 0 || devices)
        .map((one) => (isTimed && doExpire.includes(one.action) ? { ...one, expires: TONIGHT } : one)),
    };
    const remarks = remarksOn(policy, () => "none", localMinute(NOW_MS, "UTC"));
    if (!remarks.some(({ isMistake }) => isMistake)) return policy;
  }
}

/** Keys at which anything may change: ends of rows, of special-purpose blocks, of exceptions; embedded ones too. */
function edges(family: Family, world: { first: string; second: string }): bigint[] {
  const ends = (family4: boolean): bigint[] => [
    ...`${world.first}${world.second}`.split("\n").flatMap((row) => {
      const [first, last] = row.split(",");
      if (row === "" || first.includes(":") === family4) return [];
      return [`${first}/${family4 ? 32 : 128}`, `${last}/${family4 ? 32 : 128}`].map((text) =>
        keyOf(parsePrefix(text)!.address),
      );
    }),
    ...(family4 ? SPECIAL4 : SPECIAL6).flatMap(({ first, last }) => [first, last]),
    ...PREFIXES.filter(({ address }) => address.ipv6 !== family4).flatMap((prefix) => {
      const { first, last } = keysOf(prefix);
      return [first, last];
    }),
  ];
  const embedded =
    family === IPV4 ? [] : ends(true).flatMap((key) => [NAT64 | key, SIX_TO_FOUR | (key << 80n)]);
  return [0n, family.lastKey, ...ends(family === IPV4), ...embedded];
}

function around(family: Family, keys: readonly bigint[]): bigint[] {
  const all = keys.flatMap((key) => [key - 1n, key, key + 1n]);
  return [...new Set(all)].filter((key) => key >= 0n && key <= family.lastKey);
}

function randomKey(family: Family): bigint {
  let key = 0n;
  for (let word = 0; word < family.bits / 32; word++) key = (key << 32n) | BigInt(random.next());
  return key;
}

function assertSame(family: Family, keys: Iterable<bigint>, expected: Expected, found: PrefixSet): number {
  let blocked = 0;
  for (const key of keys) {
    const address = addressOf(family, key);
    const isBlocked = expected.isBlocked(address);
    if (isBlocked) blocked++;
    if (found.holds(address) !== isBlocked)
      assert.fail(
        `${formatPrefix({ address, length: family.bits })} is ${isBlocked ? "not " : ""}in the set`,
      );
  }
  return blocked;
}

/** Ascending, IPv4 first, and no two next to each other that are one. */
function assertMinimal(prefixes: readonly Prefix[]): void {
  for (const family of [IPV4, IPV6]) {
    const own = prefixes.filter(({ address }) => address.ipv6 === (family === IPV6));
    for (const [at, prefix] of own.slice(1).entries()) {
      const [before, here] = [keysOf(own[at]), keysOf(prefix)];
      assert.ok(before.last < here.first);
      const areHalves = own[at].length === prefix.length && before.last + 1n === here.first;
      const width = here.last - here.first + 1n;
      assert.ok(!areHalves || before.first % (2n * width) !== 0n, formatPrefix(prefix));
    }
  }
  const firstOfIpv6 = prefixes.findIndex(({ address }) => address.ipv6);
  assert.ok(firstOfIpv6 < 0 || prefixes.slice(firstOfIpv6).every(({ address }) => address.ipv6));
}

for (const isTimed of [false, true])
  test(`random policies${isTimed ? " with hours and expiry" : ""}: what decide() blocks for all`, () => {
    const seen = { empty: 0, blocked: 0 };
    const worlds = Array.from({ length: WORLDS }, () => {
      const world = randomWorld();
      return { world, table: new CountryTable(new ImageView(builtImage(world))) };
    });
    for (let round = 0; round < POLICIES; round++) {
      const { world, table } = worlds[round % WORLDS];
      classifier.loadGeo(table.image);
      const policy = randomPolicy(isTimed);
      const times = isTimed
        ? [undefined, ...Array.from({ length: 7 * 24 + 1 }, (_, hour) => NOW_MS + hour * HOUR_MS)]
        : [NOW_MS];
      const prefixes = lastGoodOf(policy, table, NOW_MS)!;
      assertMinimal(prefixes);
      const found = new PrefixSet(prefixes);
      const expected = new Expected(policy, table, classifier, times);
      for (const family of [IPV4, IPV6]) {
        const keys = around(family, [
          ...edges(family, world),
          ...Array.from({ length: 50 }, () => randomKey(family)),
        ]);
        try {
          seen.blocked += assertSame(family, keys, expected, found);
        } catch (error) {
          const text = (_: string, value: unknown) => (typeof value === "bigint" ? String(value) : value);
          throw new Error(`${(error as Error).message}\n${JSON.stringify(policy, text)}`);
        }
      }
      if (prefixes.length === 0) seen.empty++;
    }
    // Neither nothing nor everything.
    assert.ok(seen.empty > POLICIES / 20 && seen.empty < POLICIES * 0.8, JSON.stringify(seen));
    assert.ok(seen.blocked > POLICIES * 50, JSON.stringify(seen));
  });

function policyOf(sections: object): Policy {
  const { config, mistakes } = parseConfig(new TextEncoder().encode(JSON.stringify(sections)));
  assert.ok(config, JSON.stringify(mistakes));
  return config.policy;
}

const block = (...codes: string[]) => ({ codes, action: "block" });

test("the built table: every edge of its sources, and random addresses", { skip: noData }, (context) => {
  const table = loadCountryTable("dist/geo.table");
  classifier.loadGeo(table.image);
  // A row's last address is the one before the next row's first.
  const keys = [IPV4, IPV6].map((family, at) => [
    ...[FIRST[at], SECOND[at]].flatMap((path) => numericRows(path).first.flatMap((key) => [key - 1n, key])),
    ...Array.from({ length: 20_000 }, () => randomKey(family)),
  ]);
  for (let at = 0; at < keys[0].length; at += 31)
    keys[1].push(NAT64 | keys[0][at], SIX_TO_FOUR | (keys[0][at] << 80n));
  for (const [name, sections] of [
    ["CN", { country: [block("CN")] }],
    [
      "CN, RU; a device that may; addresses that may, and may not",
      {
        bordertap: { opinions_differ: "either", unknown_country: "alert" },
        country: [block("CN", "RU"), { codes: ["RU"], action: "alert", device: ["02:00:00:00:00:01"] }],
        exception: [
          { address: ["114.112.0.0/14", "240e::/20"] },
          { address: ["1.1.1.1", "8.8.8.0/24", "2606:4700::/32"], action: "block" },
          { address: ["8.8.8.8"], device: ["02:00:00:00:00:02"] },
        ],
      },
    ],
    [
      "the stricter",
      { bordertap: { opinions_differ: "both", unknown_country: "block" }, country: [block("IR")] },
    ],
  ] as const) {
    const policy = policyOf(sections);
    const prefixes = lastGoodOf(policy, table, NOW_MS)!;
    assertMinimal(prefixes);
    const found = new PrefixSet(prefixes);
    const expected = new Expected(policy, table, classifier);
    const step = name === "CN" ? 1 : 17;
    const blocked = [IPV4, IPV6].map((family, at) =>
      assertSame(
        family,
        keys[at].filter((key, k) => key >= 0n && k % step === 0),
        expected,
        found,
      ),
    );
    assert.ok(
      blocked.every((count) => count > 100),
      `${blocked}`,
    );
    context.diagnostic(`${name}: ${prefixes.length} prefixes, ${blocked.join(" and ")} addresses in them`);
  }
});

test("more than can be kept: no set at all", { skip: noData }, () => {
  const table = loadCountryTable("dist/geo.table");
  const started = performance.now();
  assert.equal(lastGoodOf(policyOf({ country: [block("US")] }), table, NOW_MS), undefined);
  assert.ok(performance.now() - started < 5000);
  const all = lastGoodOf(policyOf({ bordertap: { default_action: "block" } }), table, NOW_MS)!;
  assert.ok(all.length < 1000 && all.length < LAST_GOOD_PREFIXES_MAX);
});

test("a table that lies: no set, and an end", () => {
  const image = worldImage({ ipv4: 20_000 });
  const words = new Uint32Array(image.buffer, 0, image.length >> 2);
  words.fill(words[ROOT4 / 4 + 0x0b01], ROOT4 / 4, ROOT4 / 4 + CHUNKS);
  const table = new CountryTable(new ImageView(image));
  assert.equal(lastGoodOf(policyOf({ country: [block("AQ")] }), table, NOW_MS), undefined);
});
