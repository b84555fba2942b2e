import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { compileVendors } from "../../../host/devices/build/compile.ts";
import { readRegistry } from "../../../host/devices/build/registry.ts";
import { loadVendorTable, VendorTable, vendorDamageOf } from "../../../host/devices/vendor-table.ts";
import { PRIVATE_ADDRESS, Vendors } from "../../../host/devices/vendors.ts";
import { OperatorError } from "../../../host/errors.ts";
import { temporaryFile } from "../helper/reader.ts";

const REGISTRY = "node_modules/oui-data/index.json";
const registryText = readFileSync(REGISTRY);
const registry: Record<string, string> = JSON.parse(registryText.toString());
const image = compileVendors(readRegistry(registryText));
const table = new VendorTable(image);
const vendors = new Vendors(temporaryFile(image));

/** What the registry says, looked up as plainly as can be. */
function expected(mac: string): string | undefined {
  const first = Number.parseInt(mac.slice(0, 2), 16);
  if (first & 1 || mac === "000000000000") return undefined;
  if (first & 2) return PRIVATE_ADDRESS;
  const digits = [9, 7, 6].find((length) => mac.slice(0, length) in registry);
  if (digits === undefined) return undefined;
  const [organization] = registry[mac.slice(0, digits)].split("\n");
  return /^(IEEE Registration Authority|Private)$/.test(organization) ? undefined : organization;
}

function macText(mac: bigint): string {
  return mac.toString(16).padStart(12, "0").toUpperCase();
}

test("every prefix of the registry: its first and last address, and those beside them", () => {
  let asked = 0;
  let named = 0;
  for (const digits of Object.keys(registry)) {
    const first = BigInt(`0x${digits.padEnd(12, "0")}`);
    const last = BigInt(`0x${digits.padEnd(12, "f")}`);
    for (const mac of [first - 1n, first, last, last + 1n]) {
      if (mac < 0n || mac > 0xffff_ffff_ffffn) continue;
      const answer = expected(macText(mac));
      if (vendors.vendorOf(mac) !== answer)
        assert.fail(`${macText(mac)}: ${vendors.vendorOf(mac)}, ${answer}`);
      asked++;
      if (answer !== undefined) named++;
    }
  }
  assert.ok(asked > 200_000 && named > 150_000);
});

test("the longest prefix wins", () => {
  const small = new VendorTable(
    compileVendors(
      readRegistry(
        new TextEncoder().encode(
          JSON.stringify({
            "0050C2": "Large\nStreet",
            "0050C21": "Medium",
            "0050C2123": "Small",
            "0050C2124": "Private",
            "0250C2": "Of before 1990",
          }),
        ),
      ),
    ),
  );
  assert.equal(small.organization(0x0050_c200_0000n), "Large");
  assert.equal(small.organization(0x0050_c210_0000n), "Medium");
  assert.equal(small.organization(0x0050_c212_2fffn), "Medium");
  assert.equal(small.organization(0x0050_c212_3000n), "Small");
  assert.equal(small.organization(0x0050_c212_3fffn), "Small");
  // Who does not want to be named is not whoever holds the block around.
  assert.equal(small.organization(0x0050_c212_4000n), undefined);
  assert.equal(small.organization(0x0050_c212_5000n), "Medium");
  assert.equal(small.organization(0x0050_c220_0000n), "Large");
  assert.equal(small.organization(0x0050_c300_0000n), undefined);
  assert.equal(small.organization(0x0250_c200_0000n), undefined);
});

test("an empty registry", () => {
  const none = compileVendors(readRegistry(new TextEncoder().encode("{}")));
  assert.equal(vendorDamageOf(none), undefined);
  assert.equal(new VendorTable(none).organization(0n), undefined);
});

test("the table fits a small flash, and the build left this one", () => {
  assert.ok(image.length <= 1_000_000, `${image.length} octets`);
  assert.deepEqual(new Uint8Array(readFileSync("dist/vendors.table")), image);
  assert.equal(table.organization(0x64b4_7320_1408n), "Xiaomi Communications Co Ltd");
});

test("no address and those of software and of groups never reach the table", () => {
  const unread = new Vendors("/");
  assert.equal(unread.vendorOf(0xd62a_5e20_1405n), PRIVATE_ADDRESS);
  assert.equal(unread.vendorOf(0x0100_5e00_00fbn), undefined);
  assert.equal(unread.vendorOf(0xffff_ffff_ffffn), undefined);
  assert.equal(unread.vendorOf(0n), undefined);
  assert.throws(() => unread.vendorOf(1n), OperatorError);
});

test("no table, no vendor", () => {
  assert.equal(new Vendors("/nowhere/vendors.table").vendorOf(0x64b4_7320_1408n), undefined);
});

test("a damaged table is refused", () => {
  assert.throws(() => loadVendorTable(temporaryFile("")), { code: "VENDOR_TABLE_INVALID" });
  for (const size of [0, 7, 8, 63, 64, 4000, image.length - 1])
    assert.match(vendorDamageOf(image.subarray(0, size))!, /start|octets/);
  for (const [at, reason] of [
    [0, /does not start/],
    [8, /format/],
    [12, /octets/],
    [16, /SHA-256/],
    [48, /SHA-256/],
    [image.length - 1, /SHA-256/],
  ] as const) {
    const damaged = image.slice();
    damaged[at] ^= 1;
    assert.match(vendorDamageOf(damaged)!, reason);
  }
});

test("what is no registry is not compiled", () => {
  for (const content of ['{"0050C":"x"}', '{"0050CX":"x"}', `{"0050C2":"${"x".repeat(256)}"}`])
    assert.throws(() => readRegistry(new TextEncoder().encode(content)));
});
