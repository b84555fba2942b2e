// The feed's Makefiles, by GNU make with stand-ins for the SDK: what they install, and what they refuse.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readlinkSync, statSync, writeFileSync } from "node:fs";
import test from "node:test";
import { CLONE, FEED } from "../../router-image/package/clone.ts";
import { temporaryPath } from "../host/helper/temporary-file.ts";
import { missingProgram } from "../installed.ts";
import { STANDINS } from "./router.ts";

const skip = missingProgram("make");

function make(folder: string, ...variables: readonly string[]) {
  const output = temporaryPath();
  mkdirSync(output);
  const command = ["-s", "-C", folder, `TOPDIR=${STANDINS}/sdk`, `OUTPUT=${output}`, ...variables];
  const { status, stdout, stderr } = spawnSync("make", command, { encoding: "utf8" });
  return { status, text: `${stdout}${stderr}`, output };
}

/** A clone of the feed alone, where other things may lie beside it. */
function cloneOfFeed(): string {
  const clone = temporaryPath();
  cpSync(FEED, `${clone}/router-image/feed`, { recursive: true });
  return clone;
}

test("bordertap: what npm run package has left, of the SDK's processor", { skip }, () => {
  const clone = cloneOfFeed();
  const folder = `${clone}/router-image/feed/bordertap`;
  const without = make(folder, "ARCH=aarch64");
  assert.notEqual(without.status, 0);
  assert.match(without.text, /build\/package\/aarch64\/bordertap is not there: run 'npm run package'/);
  const tree = `${clone}/build/package/aarch64/bordertap/usr/lib/bordertap`;
  mkdirSync(tree, { recursive: true });
  writeFileSync(`${tree}/bordertap.js`, "", { mode: 0o644 });
  const { status, text, output } = make(folder, "ARCH=aarch64");
  assert.equal(status, 0, text);
  assert.match(text, /\nlibc\.musl-aarch64\.so\.1\n$/);
  assert.ok(existsSync(`${output}/usr/lib/bordertap/bordertap.js`));
  assert.notEqual(make(folder, "ARCH=x86_64").status, 0);
});

test("bordertap-node: nothing without a pin", { skip }, () => {
  const folder = `${cloneOfFeed()}/router-image/feed/bordertap-node`;
  writeFileSync(`${folder}/pin.mk`, "NODE_VERSION:=\n");
  const { status, text } = make(folder, "ARCH=aarch64");
  assert.notEqual(status, 0);
  assert.match(text, /no Node\.js is pinned: run 'npm run pin' in the clone/);
});

test("bordertap-node: the pinned archive, and its binary alone", { skip }, () => {
  const folder = `${cloneOfFeed()}/router-image/feed/bordertap-node`;
  const [a, b] = ["a".repeat(64), "b".repeat(64)];
  const lines = ["NODE_VERSION:=26.10.0", `NODE_SHA256_x86_64:=${a}`, `NODE_SHA256_aarch64:=${b}`];
  writeFileSync(`${folder}/pin.mk`, `${lines.join("\n")}\n`);
  for (const [processor, node, digest] of [
    ["x86_64", "x64", a],
    ["aarch64", "arm64", b],
  ]) {
    const unpacked = temporaryPath();
    mkdirSync(`${unpacked}/bin`, { recursive: true });
    for (const name of ["bin/node", "bin/npm", "LICENSE"]) writeFileSync(`${unpacked}/${name}`, name);
    const { status, text, output } = make(folder, `ARCH=${processor}`, `PKG_BUILD_DIR=${unpacked}`);
    assert.equal(status, 0, text);
    const name = `v26.10.0/node-v26.10.0-linux-${node}-musl.tar.xz`;
    const source = `https://unofficial-builds.nodejs.org/download/release/${name}`;
    assert.ok(text.startsWith(`version 26.10.0-r1 source ${source} hash ${digest}\n`), text);
    assert.equal(statSync(`${output}/usr/lib/bordertap-node/node`).mode & 0o777, 0o755);
    assert.ok(!existsSync(`${output}/usr/lib/bordertap-node/npm`));
    assert.equal(readlinkSync(`${output}/usr/lib/libc.musl-${processor}.so.1`), "/lib/libc.so");
  }
});

test("the feed lies where its Makefiles look for the clone", () => {
  assert.ok(existsSync(`${FEED}/bordertap/../../../package.json`));
  assert.equal(`${CLONE}/router-image/feed`, FEED);
});
