import assert from "node:assert/strict";
import test from "node:test";
import { formatEther, isGroupEther, isLocallyAdministered, parseEther } from "../../host/ether.ts";

test("a MAC as text, there and back", () => {
  const texts: [bigint, string][] = [
    [0n, "00:00:00:00:00:00"],
    [0x0200_0000_000an, "02:00:00:00:00:0a"],
    [0x64b4_7320_1408n, "64:b4:73:20:14:08"],
    [0xffff_ffff_ffffn, "ff:ff:ff:ff:ff:ff"],
  ];
  for (const [ether, text] of texts) {
    assert.equal(formatEther(ether), text);
    assert.equal(parseEther(text), ether);
    assert.equal(parseEther(text.toUpperCase()), ether);
  }
});

test("what is no MAC", () => {
  for (const text of [
    "",
    "64:b4:73:20:14",
    "64:b4:73:20:14:08:00",
    "64:b4:73:20:14:8",
    "64-b4-73-20-14-08",
    "::1",
  ])
    assert.equal(parseEther(text), undefined, text);
  assert.equal(parseEther("64:b4:73:20:14:08\n"), undefined);
});

test("the two bits of the first octet", () => {
  assert.deepEqual(
    [0x00n, 0x01n, 0x02n, 0x03n, 0xfcn].map((octet) => isGroupEther(octet << 40n)),
    [false, true, false, true, false],
  );
  assert.deepEqual(
    [0x00n, 0x01n, 0x02n, 0x03n, 0xfcn].map((octet) => isLocallyAdministered(octet << 40n)),
    [false, false, true, true, false],
  );
});
