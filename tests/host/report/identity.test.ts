import assert from "node:assert/strict";
import test from "node:test";
import { DeviceBook } from "../../../host/devices/book.ts";
import { deviceLine } from "../../../host/report/device-text.ts";
import { identityReport } from "../../../host/report/identity.ts";
import { knownDevices } from "../helper/known.ts";

const DEVICE = "64:b4:73:20:14:08";
const ETHER = 0x64b4_7320_1408n;

test("what others wrote is escaped, in what programs read as well", () => {
  const book = new DeviceBook();
  book.add({ device: DEVICE, kind: "hostName", text: "tv\x1b]0;owned\x07\u009b\u202e", source: "dhcp" });
  book.add({ device: DEVICE, kind: "model", text: "X\x1b1", source: "mdns" });
  const report = identityReport(knownDevices(book), DEVICE, ETHER, []);
  const name = "tv\\x1b]0;owned\\x07\\x9b\\u202e";
  assert.deepEqual(report, {
    vendor: "Xiaomi Communications Co Ltd",
    name,
    nameSource: "dhcp",
    names: [{ name, source: "dhcp" }],
    traits: [{ trait: "model", value: "X\\x1b1", source: "mdns" }],
  });
  const line = deviceLine({ device: DEVICE, addresses: [], countries: [], ...report }, 200);
  assert.ok(line.startsWith(`${name} (dhcp)  ${DEVICE}`));
});

test("what nobody says is absent", () => {
  const json = (ether: bigint | undefined) =>
    JSON.stringify(identityReport(knownDevices(), "192.168.1.7", ether, []));
  assert.equal(json(undefined), "{}");
  assert.equal(json(0xd62a_5e20_1405n), '{"vendor":"private address"}');
});
