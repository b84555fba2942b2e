// replay --serve, as a user starts and ends it.

import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import test from "node:test";
import { runProgram } from "../helper/program.ts";
import { temporaryFile } from "../helper/reader.ts";
import { readEvents } from "../http/helper/event-reader.ts";
import { served } from "../http/helper/served.ts";

const PHONE = "tests/captures/phone-2014/phone-2014.pcap";

interface Serving {
  readonly child: ChildProcess;
  readonly address: string;
  readonly stdout: () => string;
}

/** Settles once it says where it answers. */
async function serving(...options: string[]): Promise<Serving> {
  const child = spawn(process.execPath, ["dist/bordertap.js", "replay", PHONE, "--serve", ...options]);
  let stdout = "";
  child.stdout.on("data", (text) => {
    stdout += text;
  });
  let stderr = "";
  child.stderr.setEncoding("utf8");
  for await (const text of child.stderr) {
    stderr += text;
    const [, address] = /answers at (\S+)\/ until/.exec(stderr) ?? [];
    if (address) return { child, address, stdout: () => stdout };
  }
  throw new Error(stderr);
}

test("the report, then the endpoint on it, until a signal ends both cleanly", async () => {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    const { child, address, stdout } = await serving("--listen", "127.0.0.1:0", "--json");
    const devices = (await (await fetch(`${address}/api/v1/devices`)).json()) as { devices: unknown };
    const listener = await readEvents(address);
    assert.equal((await listener.next()).event, "counters");
    child.kill(signal);
    const [status] = await once(child, "close");
    assert.equal(status, 0);
    assert.deepEqual(JSON.parse(stdout()).devices, devices.devices);
    await assert.rejects(fetch(address));
  }
});

test("IPv6, and beyond the loopback with a token alone", async () => {
  const six = await serving("--listen", "[::1]:0");
  assert.match(six.address, /^http:\/\/\[::1\]:\d+$/);
  assert.equal((await fetch(`${six.address}/healthz`)).status, 200);
  six.child.kill();
  await once(six.child, "close");

  const token = temporaryFile(new TextEncoder().encode("s3cret\n"));
  const open = await serving("--listen", "0.0.0.0:0", "--token-file", token);
  const url = open.address.replace("0.0.0.0", "127.0.0.1");
  assert.equal((await fetch(`${url}/healthz`)).status, 401);
  const { status, stdout } = await runProgram(["devices", "--url", url, "--token-file", token]);
  assert.equal(status, 0);
  assert.match(stdout, /^phone \(dhcp\) {2}64:b4:73:20:14:08/m);
  open.child.kill();
  await once(open.child, "close");
});

test("a port in use, no token, no address: said with what to do", async (t) => {
  const { address } = await served(t);
  const run = (...options: string[]) => runProgram(["replay", PHONE, "--serve", ...options]);
  const used = await run("--listen", address.replace("http://", ""));
  assert.equal(used.status, 1);
  assert.match(used.stderr, /^bordertap: cannot answer HTTP on 127\.0\.0\.1:\d+: .*EADDRINUSE/);
  const open = await run("--listen", "0.0.0.0:0");
  assert.equal(open.status, 2);
  assert.match(open.stderr, /^bordertap: no token for 0\.0\.0\.0:0: .*\nGive one \(--token-file\)/);
  for (const place of ["nowhere", "1.2.3.4", "::1:9417", "127.0.0.1:99999"])
    assert.equal((await run("--listen", place)).status, 2, place);
});
