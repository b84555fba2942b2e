// Runs of addresses as prefixes: nothing left out, nothing beside, none too many.

import assert from "node:assert/strict";
import test from "node:test";
import { formatPrefix, type Prefix } from "../../../host/address.ts";
import { cidrCover } from "../../../host/firewall/cidr-cover.ts";
import { type Family, IPV4, IPV6, keysOf } from "../../../host/geo/family.ts";
import { Random } from "../helper/random.ts";

/** Exactly the run, ascending; and no two of them are the halves of one. */
function assertCover(family: Family, first: bigint, last: bigint): readonly Prefix[] {
  const prefixes = cidrCover(family, first, last);
  let next = first;
  for (const [at, prefix] of prefixes.entries()) {
    const keys = keysOf(prefix);
    assert.equal(keys.first, next, `${family.name} ${first}-${last}`);
    assert.equal(keys.first % (keys.last - keys.first + 1n), 0n);
    const before = prefixes[at - 1];
    if (before?.length === prefix.length)
      assert.notEqual(keysOf(before).first % (2n * (keys.last - keys.first + 1n)), 0n);
    next = keys.last + 1n;
  }
  assert.equal(next, last + 1n);
  return prefixes;
}

test("every run of small numbers, at both ends of both families", () => {
  for (const family of [IPV4, IPV6])
    for (let first = 0n; first < 40n; first++)
      for (let last = first; last < 40n; last++) {
        assertCover(family, first, last);
        assertCover(family, family.lastKey - last, family.lastKey - first);
      }
});

test("whole families, and runs of any size", () => {
  assert.deepEqual(assertCover(IPV4, 0n, IPV4.lastKey).map(formatPrefix), ["0.0.0.0/0"]);
  assert.deepEqual(assertCover(IPV6, 0n, IPV6.lastKey).map(formatPrefix), ["::/0"]);
  assert.equal(assertCover(IPV6, 1n, IPV6.lastKey - 1n).length, 254);
  const random = new Random(11);
  for (let round = 0; round < 2000; round++) {
    const family = random.pick([IPV4, IPV6]);
    const key = () => {
      let value = 0n;
      for (let word = 0; word < family.bits / 32; word++) value = (value << 32n) | BigInt(random.next());
      return value >> BigInt(random.below(family.bits));
    };
    const [one, other] = [key(), key()];
    assertCover(family, one < other ? one : other, one < other ? other : one);
  }
});
