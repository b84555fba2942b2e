import assert from "node:assert/strict";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { DeviceBook } from "../../../host/devices/book.ts";
import { enterManualNames } from "../../../host/devices/manual-names.ts";
import { OperatorError } from "../../../host/errors.ts";
import { runProgram } from "../helper/program.ts";

const PHONE = fileURLToPath(new URL("../../captures/phone-2014/phone-2014.pcap", import.meta.url));

test("a MAC or an address, in any of its forms, and a name", () => {
  const book = new DeviceBook();
  enterManualNames(
    ["64:B4:73:20:14:08=Anna's phone", "192.168.1.1= a=b ", "2001:DB8:0::1=v6", "192.168.1.1=a=b"],
    book,
  );
  assert.equal(book.nameOf("64:b4:73:20:14:08")?.name, "Anna's phone");
  assert.equal(book.nameOf("192.168.1.1")?.name, "a=b");
  assert.equal(book.nameOf("2001:db8::1")?.name, "v6");
});

test("every mistake is named, and nothing is entered", () => {
  const book = new DeviceBook();
  const mistakes: [string, RegExp][] = [
    ["phone", /"phone" has no =/],
    ["=phone", /"=phone" names no device/],
    ["01:00:5e:00:00:01=x", /names no device/],
    ["64:b4:73:20:14=x", /names no device/],
    ["192.168.1.0/24=x", /names no device/],
    ["192.0.2.1=", /has no name/],
    ["192.0.2.2= ", /has no name/],
    [`192.0.2.3=${"é".repeat(127)}`, /more than 253 octets/],
    ["192.0.2.4=\x1b[31m", /"192\.0\.2\.4=\\x1b\[31m" has a name with characters/],
    ["192.0.2.5=b", /names 192\.0\.2\.5 a second time, after "a"/],
  ];
  assert.throws(
    () => enterManualNames(["192.0.2.5=a", ...mistakes.map(([text]) => text)], book),
    (error) => {
      assert.ok(
        error instanceof OperatorError && error.code === "DEVICE_NAME_INVALID" && error.exitCode === 2,
      );
      for (const [, said] of mistakes) assert.match(error.message, said);
      return true;
    },
  );
  assert.equal(book.nameOf("192.0.2.5"), undefined);
});

test("replay --name: who is called what, by MAC and by address, with the source; vendors and private addresses", async () => {
  const names = ["--name", "64:b4:73:20:14:08=Anna's phone", "--name", "192.168.1.107=Tablet"];
  const { status, stdout } = await runProgram(["replay", "--json", PHONE, ...names]);
  assert.equal(status, 0);
  const devices: Record<string, unknown>[] = JSON.parse(stdout).devices;
  const told = devices.map(({ device, vendor, name, nameSource, names }) => [
    device,
    vendor,
    name,
    nameSource,
    names,
  ]);
  const manual = (name: string, said: string) => {
    const claims = [
      { name, source: "manual" },
      { name: said, source: "dhcp" },
    ];
    return [name, "manual", claims];
  };
  assert.deepEqual(told[0], [
    "64:b4:73:20:14:08",
    "Xiaomi Communications Co Ltd",
    ...manual("Anna's phone", "phone"),
  ]);
  assert.deepEqual(told[1].slice(0, 4), [
    "d6:2a:5e:20:14:05",
    "private address",
    ...manual("Tablet", "laptop").slice(0, 2),
  ]);
  assert.deepEqual(Object.keys(devices[0]).slice(0, 6), [
    "device",
    "addresses",
    "vendor",
    "name",
    "nameSource",
    "names",
  ]);
  const text = await runProgram(["replay", PHONE, ...names]);
  assert.match(text.stdout, /^Anna's phone \(manual\) {2}64:b4:73:20:14:08 {2}Xiaomi/m);
  assert.match(text.stdout, /^Tablet \(manual\) {2}d6:2a:5e:20:14:05 {2}private address /m);
});

test("replay --name: mistakes, before anything is read", async () => {
  const { status, stdout, stderr } = await runProgram(["replay", "/nowhere", "--name", "a", "--name", "b=c"]);
  assert.deepEqual([status, stdout], [2, ""]);
  assert.match(
    stderr,
    /^bordertap: cannot use the device names in --name:\n {2}"a" has no .*\n {2}"b=c" names no /,
  );
});
