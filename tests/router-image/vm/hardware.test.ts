import assert from "node:assert/strict";
import test from "node:test";
import { commandLine, type Hardware } from "../../../router-image/vm/machine/hardware.ts";

const PLAIN: Hardware = {
  kernel: { version: "6.1.0", image: "/k/vmlinuz", busybox: "/k/busybox", folder: "/k" },
  initramfs: "/r/initramfs",
  shared: "/r/a,b",
  console: "/r/console",
  memoryMiB: 512,
  ports: { stdout: 1, control: 3 },
};

/** What follows each occurrence of an option. */
function valuesOf(hardware: Hardware, option: string): string[] {
  const words = commandLine(hardware);
  return words.filter((_, at) => words[at - 1] === option);
}

test("without a door there is no network card", () => assert.deepEqual(valuesOf(PLAIN, "-nic"), ["none"]));

test("a door is one port of the loopback, on a card that leads nowhere else", () =>
  assert.deepEqual(valuesOf({ ...PLAIN, door: { port: 8417, inside: 9417 } }, "-nic"), [
    "user,model=virtio-net-pci,restrict=on,ipv6=off,hostfwd=tcp:127.0.0.1:8417-10.0.2.15:9417",
  ]));

test("the machine around is read alone, but for one folder; QEMU starts nothing", () => {
  const [machine, shared] = valuesOf(PLAIN, "-virtfs");
  assert.match(machine, /path=\/,.*readonly=on/);
  assert.match(shared, /path=\/r\/a,,b,/);
  assert.equal(valuesOf(PLAIN, "-virtfs").length, 2);
  assert.match(valuesOf(PLAIN, "-sandbox")[0], /spawn=deny/);
});

test("ports by their descriptors; a terminal where one is wanted", () => {
  assert.deepEqual(
    valuesOf(PLAIN, "-chardev").filter((text) => text.startsWith("socket")),
    ["socket,id=stdout,fd=1", "socket,id=control,fd=3"],
  );
  assert.ok(!commandLine(PLAIN).includes("virtconsole,chardev=terminal"));
  assert.ok(commandLine({ ...PLAIN, terminal: 4 }).includes("virtconsole,chardev=terminal"));
});
