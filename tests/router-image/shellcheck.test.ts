// Every script that a router runs, and the stand-ins of its tests, by shellcheck.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import test from "node:test";
import { CLONE, FEED } from "../../router-image/package/clone.ts";
import { missingProgram } from "../installed.ts";
import { STANDINS } from "./router.ts";

const LIFECYCLE = `${CLONE}/tests/lab/vm/inside/lifecycle/root`;
/** Its dialect with `local`; busybox ash has it too. SC1091: what they read lies on a router. */
const ARGUMENTS = ["--shell=dash", "--exclude=SC1091", "--format=gcc"];
/** Stand-ins have names that their readers give a value. */
const IN_STANDINS = "--exclude=SC1090,SC2034,SC2154,SC2016";
/** Stand-ins read what packages bring; parts of lines are words. */
const IN_VM = ["--exclude=SC1090,SC2046"];

function scriptsBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => `${folder}/${name}`)
    .filter((path) => statSync(path).isFile())
    .filter(
      (path) =>
        path.endsWith(".sh") || /uci-defaults/.test(path) || /^#!\/bin\/sh/.test(readFileSync(path, "utf8")),
    );
}

const skip = missingProgram("shellcheck");

for (const name of ["bordertap"])
  test(`scripts of the package ${name}`, { skip }, () => {
    const scripts = scriptsBelow(`${FEED}/${name}/root`);
    assert.ok(scripts.length >= 1);
    const { status, stdout } = spawnSync("shellcheck", [...ARGUMENTS, ...scripts], { encoding: "utf8" });
    assert.equal(status, 0, stdout);
  });

test("scripts of the virtual machine that is a router", { skip }, () => {
  const scripts = ["vm/inside", "vm/openwrt", "vm/machine"].flatMap((folder) =>
    scriptsBelow(`${CLONE}/router-image/${folder}`),
  );
  assert.ok(scripts.length >= 10);
  const { status, stdout } = spawnSync("shellcheck", [...ARGUMENTS, ...IN_VM, ...scripts], {
    encoding: "utf8",
  });
  assert.equal(status, 0, stdout);
});

test("stand-ins", { skip }, () => {
  const scripts = [STANDINS, LIFECYCLE].flatMap(scriptsBelow);
  assert.ok(scripts.length >= 10);
  const { status, stdout } = spawnSync("shellcheck", [...ARGUMENTS, IN_STANDINS, ...scripts], {
    encoding: "utf8",
  });
  assert.equal(status, 0, stdout);
});
