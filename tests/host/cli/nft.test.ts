// `nft`: the document on standard output, and what stands in its way.

import assert from "node:assert/strict";
import test from "node:test";
import { builtImage } from "../geo/helper/small-table.ts";
import { asRoot, enterNamespace, ip } from "../helper/namespace.ts";
import { runProgram } from "../helper/program.ts";
import { temporaryFile } from "../helper/temporary-file.ts";

function config(bordertap: Record<string, unknown>): string {
  return temporaryFile(JSON.stringify({ bordertap }));
}

test("prints the rules of the configuration, and of boot; the same each time", async () => {
  const path = config({
    interfaces: ["br-lan", "br-guest"],
    fail: "closed",
    boot: "open",
    mark_mask: "0x00ff0000",
  });
  const { status, stdout, stderr } = await runProgram(["nft", "--config", path]);
  assert.deepEqual([status, stderr], [0, ""]);
  assert.match(stdout, /^define lan = { "br-guest", "br-lan" }$/m);
  assert.match(stdout, /^define ours = 0x00ff0000$/m);
  assert.match(stdout, /^\t\tqueue to 0$/m);
  assert.equal((await runProgram(["nft", "--config", path])).stdout, stdout);
  const boot = await runProgram(["nft", "--boot", "--config", path]);
  assert.match(boot.stdout, /fail open/);
  assert.match(boot.stdout, /^\t\tqueue flags bypass to 0$/m);
});

test("what the policy blocks is in it, by the table that is named", async () => {
  const geo = temporaryFile(
    builtImage({
      first: [
        "8.0.0.0,8.0.255.255,CN",
        "9.0.0.0,9.0.0.255,RU",
        "2600::,2600:ffff:ffff:ffff:ffff:ffff:ffff:ffff,CN",
        "",
      ].join("\n"),
    }),
  );
  const sections = {
    bordertap: { interfaces: ["br-lan"], block_with: "drop" },
    country: [
      { codes: ["CN"], action: "block" },
      { codes: ["RU"], action: "block", hours: ["22:00-06:00"] },
    ],
    exception: [
      { address: ["8.0.128.0/17"] },
      { address: ["9.0.0.7"], action: "block" },
      { address: ["9.0.0.8"], action: "block", expires: "2020-01-01" },
    ],
  };
  const path = temporaryFile(JSON.stringify(sections));
  const { status, stdout, stderr } = await runProgram(["nft", "--config", path, "--geo", geo]);
  assert.deepEqual([status, stderr], [0, ""]);
  assert.match(stdout, /set lastgood4_a0 {[^}]*elements = { 8\.0\.0\.0\/17, 9\.0\.0\.7\/32 }/);
  assert.match(
    stdout,
    /set lastgood6_a0 {[^}]*elements = { 64:ff9b::800:0\/113, 64:ff9b::900:7\/128, 2002::\/16, 2600::\/16 }/,
  );
  assert.match(stdout, /chain refuse {\n\t\tcounter name refused\n\t\tdrop\n/);
  const open = temporaryFile(JSON.stringify({ bordertap: { interfaces: ["br-lan"], boot: "open" } }));
  const missing = ["--geo", "/nowhere/geo.table"];
  assert.equal((await runProgram(["nft", "--boot", "--config", open, ...missing])).status, 0);
  assert.match((await runProgram(["nft", "--config", open, ...missing])).stderr, /no country table at/);
});

test("names that nft would take for others are refused", async () => {
  const { status, stdout, stderr } = await runProgram([
    "nft",
    "--config",
    config({ interfaces: ["br*", 'a"b'] }),
  ]);
  assert.deepEqual([status, stdout], [2, ""]);
  assert.match(stderr, /br\*: .*\n.*a"b: .*\n.*bordertap\.interfaces/);
});

test("the LAN's bridges where none is named, and --check with the kernel", asRoot, async () => {
  enterNamespace();
  const none = await runProgram(["nft", "--config", config({})]);
  assert.equal(none.status, 2);
  assert.match(none.stderr, /no bridge looks like a LAN's/);
  ip("link add br-lan type bridge\nlink set br-lan up\naddr add 192.168.1.1/24 dev br-lan");
  const { status, stdout } = await runProgram(["nft", "--config", config({})]);
  assert.equal(status, 0);
  assert.match(stdout, /^define lan = { "br-lan" }$/m);
  // Whoever names the exit as well means to watch it.
  ip(
    "link add wan type veth peer name isp\nlink set isp up\nlink set wan up\naddr add 203.0.113.2/24 dev wan\nroute add default via 203.0.113.1",
  );
  const both = config({ mode: "enforce", interfaces: ["wan", "br-lan"] });
  assert.match((await runProgram(["nft", "--config", both])).stdout, /^define lan = { "br-lan" }$/m);
  const odd = await runProgram(["check", "--config", both]);
  assert.match(odd.stderr, /bordertap\.interfaces.*"wan".*carries the default route/);
  const exit = await runProgram(["nft", "--config", config({ interfaces: ["wan"] })]);
  assert.deepEqual([exit.status, exit.stdout], [2, ""]);
  assert.match(exit.stderr, /does not carry the default route/);
  const checked = await runProgram(["nft", "--check", "--config", config({})]);
  // Not every kernel has a queue; one that has not must be told of.
  if (checked.status === 0) assert.equal(checked.stdout, stdout);
  else
    assert.match(
      checked.stderr,
      /^bordertap: what enforcement needs is missing .*\n {2}no queue \(kmod-nft-queue\)/,
    );
});
