import assert from "node:assert/strict";
import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { type TestContext } from "node:test";
import { formatAddress, parseAddress } from "../../../host/address.ts";
import { DeviceBook } from "../../../host/devices/book.ts";
import { formatEther, parseEther } from "../../../host/ether.ts";
import { LEASES_MAX, LEASES_SIZE_MAX, Leases, readLease } from "../../../host/local/leases.ts";
import { Random } from "../helper/random.ts";

const PHONE = "64:b4:73:20:14:08";

const FILE = `1795182000 ${PHONE} 192.168.1.7 annas-phone 01:${PHONE}
0 00:00:5e:20:14:09 192.168.1.9 * *
1795182000 06-02:00:00:00:00:01 192.168.1.10 * ff:00
duid 00:01:00:01:2e:8c:1f:10:02:00:00:00:00:01
1795182000 541209096 fd00:2014::7 annas-phone 00:03:00:01:64:b4:73:20:14:08
1795182000 T541209097 fd00:2014::8 * 00:04:aa
`;

function inFolder(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "leases-"));
  context.after(() => rmSync(folder, { recursive: true }));
  return join(folder, "dhcp.leases");
}

function shown({ leases }: Leases): string[] {
  return leases.map(({ address, ether, name }) =>
    [formatAddress(address), ether === undefined ? "-" : formatEther(ether), name ?? "*"].join(" "),
  );
}

test("leases of both protocols", (context) => {
  const path = inFolder(context);
  writeFileSync(path, FILE);
  const leases = new Leases(path);
  assert.equal(leases.refresh(), true);
  assert.deepEqual(shown(leases), [
    `192.168.1.7 ${PHONE} annas-phone`,
    "192.168.1.9 00:00:5e:20:14:09 *",
    "192.168.1.10 - *",
    "fd00:2014::7 - annas-phone",
    "fd00:2014::8 - *",
  ]);
  assert.equal(leases.unreadable + leases.notKept, 0);
});

test("names for the book of devices, by the MAC or by whoever has the address", (context) => {
  const path = inFolder(context);
  writeFileSync(path, FILE);
  const leases = new Leases(path);
  leases.refresh();
  const claim = { device: PHONE, kind: "hostName", text: "annas-phone", source: "lease" } as const;
  assert.deepEqual(leases.claims(), [claim]);
  const etherOf = () => parseEther("00:00:5e:20:14:09");
  assert.deepEqual(leases.claims(etherOf), [claim, { ...claim, device: "00:00:5e:20:14:09" }]);
  const book = new DeviceBook();
  for (const one of leases.claims()) book.add(one);
  assert.deepEqual(book.nameOf(PHONE), { name: "annas-phone", source: "lease" });
});

test("a file that comes later, changes, is replaced, goes", (context) => {
  const path = inFolder(context);
  const leases = new Leases(path);
  const says = (text: string | undefined, changed: boolean, count: number) => {
    if (text !== undefined) writeFileSync(path, text);
    assert.equal(leases.refresh(), changed);
    assert.equal(leases.leases.length, count);
  };
  says(undefined, false, 0);
  const [first, second] = FILE.split("\n");
  says(`${first}\n`, true, 1);
  says(undefined, false, 1);
  says(undefined, false, 1);
  says(`${first}\n${second}\n`, true, 2);
  // Another name of the same length, at once.
  says(`${first.replace("annas", "berts")}\n${second}\n`, true, 2);
  assert.equal(leases.leases[0].name, "berts-phone");
  writeFileSync(`${path}.new`, FILE);
  renameSync(`${path}.new`, path);
  says(undefined, true, 5);
  // A line that is still being written.
  says(`${first}\n${second.slice(0, 30)}`, true, 1);
  rmSync(path);
  says(undefined, true, 0);
  says(undefined, false, 0);
});

test("a path that is no file", (context) => {
  const path = inFolder(context);
  for (const other of [join(path, ".."), join(path, "below")]) {
    const leases = new Leases(other);
    assert.equal(leases.refresh(), false);
    assert.deepEqual(leases.leases, []);
  }
});

test("lines that are no lease", () => {
  for (const line of [
    "",
    "duid",
    `1795182000 ${PHONE} 192.168.1.7 annas-phone`,
    `1795182000 ${PHONE} 192.168.1.7 annas phone *`,
    `soon ${PHONE} 192.168.1.7 annas-phone *`,
    `1795182000 ${PHONE} 192.168.1.256 annas-phone *`,
    "1795182000 01:00:5e:00:00:01 192.168.1.7 annas-phone *",
  ])
    assert.equal(readLease(line), undefined, line);
  assert.equal(readLease(`0 ${PHONE} 192.168.1.7 localhost *`)?.name, undefined);
  assert.equal(readLease(`0 ${PHONE} 192.168.1.7 ${"a".repeat(300)} *`)?.name?.length, 253);
  assert.equal(readLease(`0 ${PHONE} 192.168.1.7 tv\x1b[2J *`)?.name, "tv\x1b[2J");
  assert.deepEqual(readLease(`0 ${PHONE} 192.168.1.7 tv *`)?.address, parseAddress("192.168.1.7"));
});

test("more leases than are kept, a file longer than is read, octets at random", (context) => {
  const path = inFolder(context);
  const leases = new Leases(path);
  const many = Array.from({ length: LEASES_MAX + 5 }, (_, k) => `0 ${PHONE} 10.0.${k >> 8}.${k & 255} a *\n`);
  writeFileSync(path, many.join(""));
  assert.equal(leases.refresh(), true);
  assert.deepEqual([leases.leases.length, leases.notKept, leases.unreadable], [LEASES_MAX, 5, 0]);

  writeFileSync(path, `${FILE}${"x".repeat(LEASES_SIZE_MAX)}`);
  assert.equal(leases.refresh(), true);
  assert.deepEqual([leases.leases.length, leases.notKept], [5, 1]);

  const random = new Random(4);
  for (let k = 0; k < 200; k++) {
    const octets = new TextEncoder().encode(FILE);
    for (let change = 0; change < 8; change++) octets[random.below(octets.length)] = random.next();
    writeFileSync(path, octets);
    leases.refresh();
    assert.ok(leases.leases.length <= 16);
  }
});
