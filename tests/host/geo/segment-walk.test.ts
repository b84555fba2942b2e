// How many ranges a table has, counted another way; and that a table that lies does not make the count endless.

import assert from "node:assert/strict";
import test from "node:test";
import { CHUNKS, ROOT4 } from "../../../assembly/geo/image.ts";
import { type Family, IPV4, IPV6 } from "../../../host/geo/family.ts";
import { ImageView } from "../../../host/geo/image.ts";
import { SegmentWalk } from "../../../host/geo/segment-walk.ts";
import { loadCountryTable } from "../../../host/geo/table.ts";
import { FIRST, numericRows } from "./helper/rows.ts";
import { worldImage } from "./update/helper/tables.ts";

const HALF = 1n << 64n;

/** Segment by segment; those inside a /64 are one. */
function changesOneByOne(walk: SegmentWalk, family: Family): number {
  let changes = 0;
  let last: number | "exact" = -1;
  for (let key = 0n; key <= family.lastKey; ) {
    const segment = walk.at(key);
    const country =
      family === IPV6 && segment.last - segment.first + 1n < HALF ? "exact" : segment.answer & 0xff;
    if (country !== last) changes++;
    last = country;
    key = segment.last + 1n;
  }
  return changes;
}

test("the same as segment by segment", () => {
  for (const shape of [{}, { ipv4: 10, ipv6: 3000 }, { ipv4: 0, ipv6: 0 }]) {
    const view = new ImageView(worldImage(shape));
    for (const family of [IPV4, IPV6]) {
      const walk = new SegmentWalk(view, family);
      assert.equal(walk.countryChanges(), changesOneByOne(walk, family));
    }
  }
});

test("the built table has about as many as its first source, whatever the second says", () => {
  const { view } = loadCountryTable("dist/geo.table");
  for (const [at, family] of [IPV4, IPV6].entries()) {
    const { country, first, last } = numericRows(FIRST[at]);
    const merged = country.filter(
      (code, row) => code !== country[row - 1] || first[row] !== last[row - 1] + 1n,
    );
    const changes = new SegmentWalk(view, family).countryChanges()!;
    assert.ok(Math.abs(changes / merged.length - 1) < 0.02, `${changes} and ${merged.length}`);
  }
});

test("chunks that all claim one long list are not counted to the end", () => {
  const image = worldImage({ ipv4: 20_000 });
  const words = new Uint32Array(image.buffer, 0, image.length >> 2);
  // That of 11.1.0.0/16, which changes 256 times, for all of them.
  words.fill(words[ROOT4 / 4 + 0x0b01], ROOT4 / 4, ROOT4 / 4 + CHUNKS);
  assert.equal(new SegmentWalk(new ImageView(image), IPV4).countryChanges(), undefined);
});
