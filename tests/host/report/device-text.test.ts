import assert from "node:assert/strict";
import test from "node:test";
import { deviceLine } from "../../../host/report/device-text.ts";
import type { DeviceReport } from "../../../host/report/devices.ts";
import { widthOf } from "../../../host/report/width.ts";

const MAC = "64:b4:73:20:14:08";
const LONG = "2001:db80:1111:2222:3333:4444:5555:a00b";
const PHONE: DeviceReport = {
  device: MAC,
  addresses: ["fe80::66b4:73ff:fe20:1408", "192.168.1.161", LONG],
  vendor: "Xiaomi Communications Co Ltd",
  name: "Living room tablet",
  nameSource: "dhcp",
  countries: [],
};

test("name with its source, MAC, vendor, the shortest addresses", () => {
  const lines: [number, string][] = [
    [42, `Living room … (dhcp)  ${MAC}  …`],
    [60, `Living room tablet (dhcp)  ${MAC}  …`],
    [80, `Living room tablet (dhcp)  ${MAC}  Xiaomi Communica…  192.168.1.161 …`],
    [
      120,
      `Living room tablet (dhcp)  ${MAC}  Xiaomi Communications Co Ltd  192.168.1.161 fe80::66b4:73ff:fe20:1408 …`,
    ],
  ];
  for (const [width, line] of lines) assert.equal(deviceLine(PHONE, width), line);
});

test("a device that nobody names", () => {
  const { name: _, nameSource: __, ...unnamed } = PHONE;
  assert.equal(deviceLine({ ...unnamed, vendor: "private address" }, 42), `${MAC}  private address  …`);
  assert.equal(deviceLine({ ...unnamed, vendor: undefined }, 42), `${MAC}  192.168.1.161 …`);
  assert.equal(deviceLine({ ...unnamed, addresses: [] }, 42), `${MAC}  Xiaomi Communications …`);
  const traits = [
    { trait: "vendorClass", value: "udhcp 1.36", source: "dhcp" },
    { trait: "model", value: "IpBridge/1.17.0", source: "ssdp" },
  ] as const;
  assert.match(deviceLine({ ...unnamed, traits }, 80), /^IpBridge\/1\.17\.0 \(ssdp\) {2}64:/);
  assert.equal(deviceLine({ addresses: [], countries: [] }, 42), "(devices beyond the table)");
});

test("a long address gives way to a name, and no line is too wide", () => {
  const far = { ...PHONE, device: LONG, vendor: undefined };
  assert.equal(deviceLine(far, 42), "Living r… (dhcp)  2001:db80:1111:2222:…  …");
  for (const device of [MAC, LONG, "192.0.2.1"])
    for (const name of [undefined, "tv", "手机".repeat(40), "x".repeat(253)])
      for (const vendor of [undefined, "3Com", "private address", "Ü".repeat(100)])
        for (const addresses of [[], ["192.0.2.1"], [LONG], ["192.0.2.1", LONG, "fe80::1"]])
          for (let width = 42; width <= 200; width++) {
            const nameSource = name === undefined ? undefined : "manual";
            const line = deviceLine({ device, name, nameSource, vendor, addresses, countries: [] }, width);
            assert.ok(widthOf(line) <= width, `${width}: ${line}`);
            if (device === MAC) assert.ok(line.includes(MAC), line);
            if (name !== undefined) assert.ok(line.includes(" (manual)"), line);
          }
});
