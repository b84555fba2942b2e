// The package of LuCI's pages, taken apart: what luci.mk would install, for every router, and the same octets again.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import test from "node:test";
import { gunzipSync } from "node:zlib";
import { whyNoApk, writeApk } from "../../router-image/package/apk.ts";
import { ANY } from "../../router-image/package/architecture.ts";
import { ipkName, TIME } from "../../router-image/package/build.ts";
import { CLONE, FEED } from "../../router-image/package/clone.ts";
import { ipkOf } from "../../router-image/package/ipk.ts";
import { readLuciMakefile } from "../../router-image/package/makefile.ts";
import { luciTree } from "../../router-image/package/tree.ts";
import { type ReadEntry, readTar } from "../../router-image/package/ustar.ts";
import { temporaryPath } from "../host/helper/temporary-file.ts";

const FOLDER = `${FEED}/luci-app-bordertap`;
const makefile = readLuciMakefile(`${FOLDER}/Makefile`);
const archive = ipkOf(makefile, ANY, luciTree(), TIME);
const outer = readTar(gunzipSync(archive));
const data = membersOf("./data.tar.gz");
const control = membersOf("./control.tar.gz");

function membersOf(path: string): ReadEntry[] {
  return readTar(gunzipSync(outer.find((entry) => entry.path === path)!.content!));
}

function text(entries: readonly ReadEntry[], path: string): string {
  return new TextDecoder().decode(entries.find((entry) => entry.path === path)?.content);
}

test("for every router, and what it needs there", () => {
  const { version } = JSON.parse(readFileSync(`${CLONE}/package.json`, "utf8"));
  assert.equal(ipkName(makefile, ANY), `luci-app-bordertap_${version}-r1_all.ipk`);
  const fields = text(control, "./control");
  for (const line of [
    "Package: luci-app-bordertap",
    `Version: ${version}-r1`,
    "Depends: libc, luci-base, rpcd, uclient-fetch, bordertap",
    "License: Apache-2.0",
    "Section: luci",
    "Architecture: all",
  ])
    assert.ok(fields.includes(`${line}\n`), `${line} is not in\n${fields}`);
  assert.doesNotMatch(fields, /^(Require-User|Conffiles)/m);
});

test("every file of the folder that is for a router, in its place", () => {
  const filesIn = (folder: string) =>
    readdirSync(`${FOLDER}/${folder}`, { recursive: true, encoding: "utf8" }).filter((name) =>
      statSync(`${FOLDER}/${folder}/${name}`).isFile(),
    );
  const expected = [
    ...filesIn("root").map((name) => [`./${name}`, `root/${name}`]),
    ...filesIn("htdocs").map((name) => [`./www/${name}`, `htdocs/${name}`]),
  ].sort();
  assert.ok(expected.length >= 15);
  assert.deepEqual(
    data.filter(({ type }) => type === "file").map(({ path }) => path),
    expected.map(([path]) => path),
  );
  for (const [path, source] of expected)
    assert.equal(text(data, path), readFileSync(`${FOLDER}/${source}`, "utf8"), path);
});

test("rpcd can run its plugin, and nobody anything else; all is root's", () => {
  for (const { path, type, mode, uid, gid, time } of data) {
    const isProgram = type === "folder" || path === "./usr/libexec/rpcd/bordertap";
    assert.equal(mode, isProgram ? 0o755 : 0o644, path);
    assert.deepEqual([uid, gid, time], [0, 0, TIME], path);
  }
  assert.ok(data.some(({ path }) => path === "./usr/libexec/rpcd/bordertap"));
});

test("on a router that runs, LuCI and rpcd look again, after a removal too; while an image is made, nothing is touched", () => {
  assert.match(text(control, "./postinst"), /\ndefault_postinst "\$0" "\$@"\n$/);
  for (const script of ["./postinst-pkg", "./postrm"]) {
    const own = text(control, script);
    assert.match(own, /^#!\/bin\/sh\n\[ -z "\$\{?IPKG_INSTROOT\}?" \] \|\| exit 0\n/, script);
    assert.match(own, /\n\/etc\/init\.d\/rpcd reload\nexit 0\n$/, script);
    assert.equal(
      execFileSync("sh", ["-c", own], { env: { IPKG_INSTROOT: "/nowhere" }, encoding: "utf8" }),
      "",
    );
  }
});

test("the same octets again", () =>
  assert.ok(Buffer.from(archive).equals(ipkOf(makefile, ANY, luciTree(), TIME))));

test("apk: for every router as well, the same octets again", { skip: whyNoApk() }, () => {
  const build = (): string => {
    const [output, folder] = [temporaryPath(), temporaryPath()];
    writeApk(makefile, ANY, luciTree(), TIME, { output, folder });
    return output;
  };
  const path = build();
  assert.ok(readFileSync(path).equals(readFileSync(build())));
  const dump = execFileSync("apk", ["adbdump", path], { encoding: "utf8" });
  for (const part of ["  name: luci-app-bordertap\n", "  arch: noarch\n", "    - uclient-fetch\n"])
    assert.ok(dump.includes(part), `${part}is not in\n${dump}`);
});
