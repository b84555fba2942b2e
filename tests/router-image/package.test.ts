// Packages, taken apart: what is in them, whose it is, and that the same source gives the same octets.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, readlinkSync, statSync } from "node:fs";
import test from "node:test";
import { gunzipSync } from "node:zlib";
import { libcAsAlpineNames } from "../../router-image/node/libc.ts";
import { whyNoApk, writeApk } from "../../router-image/package/apk.ts";
import { architectureOf, DEFAULTS } from "../../router-image/package/architecture.ts";
import { COMPRESSED_OCTETS_MAX, TIME } from "../../router-image/package/build.ts";
import { CLONE, FEED } from "../../router-image/package/clone.ts";
import { apkScript } from "../../router-image/package/control.ts";
import { ipkOf } from "../../router-image/package/ipk.ts";
import { koffiFor } from "../../router-image/package/koffi.ts";
import { readMakefile } from "../../router-image/package/makefile.ts";
import { NpmUnreachable } from "../../router-image/package/npm-archive.ts";
import { programTree, withFolders, writeTree } from "../../router-image/package/tree.ts";
import { type ReadEntry, readTar } from "../../router-image/package/ustar.ts";
import { temporaryPath } from "../host/helper/temporary-file.ts";

const makefile = readMakefile(`${FEED}/bordertap/Makefile`);

function builtFor(packages: string): Uint8Array {
  const architecture = architectureOf(packages)!;
  return ipkOf(makefile, architecture, programTree(architecture), TIME);
}

function unpacked(archive: Uint8Array): ReadEntry[] {
  return readTar(gunzipSync(archive));
}

function member(entries: readonly ReadEntry[], path: string): ReadEntry {
  const entry = entries.find((entry) => entry.path === path);
  assert.ok(entry, `there is no ${path}`);
  return entry;
}

function text({ content }: ReadEntry): string {
  return new TextDecoder().decode(content);
}

/** ELF's e_machine. */
const MACHINES: Readonly<Record<string, number>> = { x86_64: 62, aarch64: 183 };

/** Where npm cannot fetch the other processor's half of koffi, the test that says so stands for its package's. */
const canBeBuilt = DEFAULTS.filter((packages) => {
  try {
    return koffiFor(architectureOf(packages)!).length > 0;
  } catch (error) {
    if (!(error instanceof NpmUnreachable)) throw error;
    test(packages, { skip: error.message }, () => {});
    return false;
  }
});

test("one package at least can be built", () => assert.notEqual(canBeBuilt.length, 0));

for (const packages of canBeBuilt) {
  const { processor, node } = architectureOf(packages)!;
  const archive = builtFor(packages);
  const outer = unpacked(archive);
  const data = unpacked(member(outer, "./data.tar.gz").content!);
  const control = unpacked(member(outer, "./control.tar.gz").content!);

  test(`${packages}: three members, everything root's, of one time, in one order`, () => {
    assert.deepEqual(
      outer.map(({ path }) => path),
      ["./debian-binary", "./data.tar.gz", "./control.tar.gz"],
    );
    assert.equal(text(member(outer, "./debian-binary")), "2.0\n");
    for (const { path, uid, gid, owner, group, time } of [...outer, ...data, ...control])
      assert.deepEqual([uid, gid, owner, group, time], [0, 0, "root", "root", TIME], path);
    for (const entries of [data, control]) {
      const paths = entries.map(({ path }) => path);
      assert.deepEqual(paths, paths.toSorted());
      assert.equal(new Set(paths).size, paths.length);
    }
  });

  test(`${packages}: what it puts where, who may read and run it`, () => {
    const modes = (entries: readonly ReadEntry[]) =>
      Object.fromEntries(
        entries
          .filter(({ type }) => type === "file")
          .map(({ path, mode }) => [path.replace(/chunk-[A-Z0-9]{8}/, "chunk-*"), mode.toString(8)]),
      );
    assert.deepEqual(modes(data), {
      "./etc/capabilities/bordertap.json": "644",
      "./etc/config/bordertap": "600",
      "./etc/init.d/bordertap": "755",
      "./etc/init.d/bordertap-boot": "755",
      "./etc/uci-defaults/50-bordertap": "644",
      "./lib/functions/bordertap.sh": "644",
      "./lib/upgrade/keep.d/bordertap": "644",
      "./usr/bin/bordertap": "755",
      "./usr/lib/bordertap/LICENSE": "644",
      "./usr/lib/bordertap/NOTICES": "644",
      "./usr/lib/bordertap/asn.table": "644",
      "./usr/lib/bordertap/bordertap.js": "644",
      "./usr/lib/bordertap/chunk-*.js": "644",
      "./usr/lib/bordertap/classifier-replay.wasm": "644",
      "./usr/lib/bordertap/classifier-router.wasm": "644",
      "./usr/lib/bordertap/geo.table": "644",
      "./usr/lib/bordertap/judge.js": "644",
      [`./usr/lib/bordertap/koffi/musl_${node}.node`]: "644",
      "./usr/lib/bordertap/manual": "644",
      "./usr/lib/bordertap/package.json": "644",
      "./usr/lib/bordertap/tap.js": "644",
      "./usr/lib/bordertap/vendors.table": "644",
    });
    for (const { path, type, mode } of data) {
      assert.notEqual(type, "link", path);
      if (type === "folder") assert.equal(mode, 0o755, path);
    }
    assert.deepEqual(modes(control), {
      "./conffiles": "644",
      "./control": "644",
      "./postinst": "755",
      "./postinst-pkg": "755",
      "./postrm": "755",
      "./prerm": "755",
    });
  });

  test(`${packages}: every chunk that the program imports is there`, () => {
    const scripts = data.filter(({ path }) => path.endsWith(".js"));
    const names = scripts.flatMap((script) => text(script).match(/chunk-[A-Z0-9]{8}\.js/g) ?? []);
    assert.ok(names.length > 0);
    for (const name of new Set(names)) member(data, `./usr/lib/bordertap/${name}`);
  });

  test(`${packages}: koffi is the processor's, and asks for nothing but what the package depends on`, () => {
    const { content } = member(data, `./usr/lib/bordertap/koffi/musl_${node}.node`);
    assert.equal(new DataView(content!.buffer, content!.byteOffset).getUint16(18, true), MACHINES[processor]);
    const strings = new TextDecoder("latin1")
      .decode(content)
      .match(/lib[a-z_+]+\.(?:musl-[a-z0-9_]+\.)?so\.\d+/g);
    assert.deepEqual([...new Set(strings)].sort(), [
      `libc.musl-${processor}.so.1`,
      "libgcc_s.so.1",
      "libstdc++.so.6",
    ]);
    for (const name of ["libstdcpp", "libgcc"]) assert.ok(makefile.depends.includes(name));
  });

  test(`${packages}: what it says of itself`, () => {
    const fields = new Map(
      text(member(control, "./control"))
        .trim()
        .split("\n")
        .map((line) => line.split(/: (.*)/s) as [string, string]),
    );
    const { version } = JSON.parse(readFileSync(`${CLONE}/package.json`, "utf8"));
    assert.equal(fields.get("Package"), "bordertap");
    assert.equal(fields.get("Version"), `${version}-r1`);
    assert.equal(fields.get("Architecture"), packages);
    assert.equal(fields.get("Require-User"), "bordertap=4917:bordertap=4917");
    assert.equal(
      fields.get("Depends"),
      "libc, libstdcpp6, libgcc1, nftables-json, kmod-nft-queue, kmod-nf-conntrack-netlink, procd-ujail",
    );
    const installed = data.reduce((octets, { content }) => octets + (content?.length ?? 0), 0);
    assert.equal(fields.get("Installed-Size"), String(installed));
    assert.equal(text(member(control, "./conffiles")), "/etc/config/bordertap\n");
    assert.match(text(member(control, "./postinst")), /\ndefault_postinst "\$0" "\$@"\n$/);
    assert.match(text(member(control, "./prerm")), /\ndefault_prerm "\$0" "\$@"\n$/);
  });

  test(`${packages}: small enough, and the same again`, () => {
    assert.ok(archive.length <= COMPRESSED_OCTETS_MAX, `${archive.length} octets`);
    assert.ok(Buffer.from(archive).equals(builtFor(packages)));
  });
}

test("nothing in a package tells where it was built", () => {
  for (const { path, content } of programTree(architectureOf(canBeBuilt[0])!))
    if (path.endsWith(".js") || path.endsWith(".sh"))
      assert.ok(!Buffer.from(content!).includes(CLONE), `${path} names ${CLONE}`);
});

test("a tree has its own modes, whatever the umask is", () => {
  const folder = temporaryPath();
  const content = new Uint8Array(1);
  const entries = withFolders([
    { path: "./usr/bin/one", type: "file", mode: 0o755, content },
    { path: "./usr/lib/two", type: "file", mode: 0o644, content },
  ]);
  const umask = process.umask(0o077);
  try {
    writeTree(entries, folder);
  } finally {
    process.umask(umask);
  }
  for (const { path, mode } of entries) assert.equal(statSync(`${folder}/${path}`).mode & 0o777, mode, path);
});

test("a link in a tree, and in an .ipk, leads where it is said to", () => {
  const folder = temporaryPath();
  const libc = libcAsAlpineNames("x86_64");
  const entries = withFolders([libc]);
  writeTree(entries, folder);
  assert.equal(readlinkSync(`${folder}/${libc.path}`), "/lib/libc.so");
  const [, data] = unpacked(ipkOf(makefile, architectureOf(canBeBuilt[0])!, entries, TIME));
  const read = unpacked(data.content!).find(({ path }) => path === libc.path);
  assert.deepEqual([read?.type, read?.target], ["link", "/lib/libc.so"]);
});

test("other processors are refused", () => {
  for (const name of ["mipsel_24kc", "arm_cortex-a7", "x86", "aarch64", "aarch64_../x"])
    assert.equal(architectureOf(name), undefined, name);
});

const isWithoutApk = whyNoApk();

test("apk: what apk reads in its package, and the same octets again", { skip: isWithoutApk }, () => {
  const architecture = architectureOf(canBeBuilt[0])!;
  const build = (): string => {
    const [output, folder] = [temporaryPath(), temporaryPath()];
    writeApk(makefile, architecture, programTree(architecture), TIME, { output, folder });
    return output;
  };
  const path = build();
  assert.ok(readFileSync(path).equals(readFileSync(build())));
  const dump = execFileSync("apk", ["adbdump", path], { encoding: "utf8" });
  for (const part of [
    "  name: bordertap\n",
    `  version: ${makefile.version}\n`,
    `  arch: ${architecture.packages}\n`,
    "    - kmod-nft-queue\n",
    "      - name: bordertap.rusers\n",
    "  post-upgrade: |\n",
    "  pre-deinstall: |\n",
  ])
    assert.ok(dump.includes(part), `${part}is not in\n${dump}`);
  const owners = [...dump.matchAll(/^ +(?:user|group): (.*)$/gm)].map(([, name]) => name);
  assert.deepEqual([...new Set(owners)], ["root"]);
});

test("apk's scripts name the package, and an upgrade starts the service anew", () => {
  assert.match(
    apkScript("postinst", makefile),
    /pkgname="bordertap"\nadd_group_and_user\ndefault_postinst\n/,
  );
  const upgrade = apkScript("postupgrade", makefile);
  assert.match(upgrade, /^#!\/bin\/sh\nexport PKG_UPGRADE=1\n/);
  assert.match(upgrade, /\$\{PKG_UPGRADE\}" != 1 \] \|\| \/etc\/init\.d\/bordertap restart\n$/);
  assert.match(apkScript("prerm", makefile), /\ndefault_prerm\n$/);
});
