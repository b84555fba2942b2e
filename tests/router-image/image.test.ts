// What `npm run image` says it would do, for whom, and what it refuses before it does anything.

import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import test, { describe } from "node:test";
import { DEVICES, REFUSED } from "../../router-image/image/devices.ts";
import { findDevice, refusalOf } from "../../router-image/image/find-device.ts";
import { releaseOf } from "../../router-image/image/release.ts";
import { lacking } from "../../router-image/image/requirements.ts";
import { architectureOf } from "../../router-image/package/architecture.ts";
import { CLONE } from "../../router-image/package/clone.ts";
import { temporaryFile, temporaryPath } from "../host/helper/temporary-file.ts";
import { image, pathWith, VERSION } from "./imagebuilder.ts";

const GOLDEN = new URL("golden/image/", import.meta.url);
const PATH = pathWith();

/** The golden file, or with UPDATE_GOLDEN=1 the text that becomes it. */
function golden(name: string, text: string): string {
  const path = new URL(`${name}.txt`, GOLDEN);
  if (process.env.UPDATE_GOLDEN === "1") writeFileSync(path, text);
  return readFileSync(path, "utf8");
}

test("the list: 80 columns, every device and what is refused", async () => {
  const { status, stdout } = await image(["--list"], PATH);
  assert.equal(status, 0);
  assert.equal(stdout, golden("list", stdout));
  for (const line of stdout.split("\n")) assert.ok(line.length <= 80, line);
  for (const { profile, target } of DEVICES) assert.ok(stdout.includes(profile) && stdout.includes(target));
  for (const profile of REFUSED.flatMap(({ profiles }) => profiles))
    assert.ok(stdout.includes(profile), profile);
});

test("the list as data: each once, of a kind that packages are built for, of no target that is refused", () => {
  const profiles = [...DEVICES.map(({ profile }) => profile), ...REFUSED.flatMap(({ profiles }) => profiles)];
  assert.equal(new Set(profiles).size, profiles.length);
  for (const { profile, target, architecture } of DEVICES) {
    assert.notEqual(architectureOf(architecture), undefined, profile);
    assert.equal(refusalOf(target), undefined, profile);
    assert.match(target, /^[a-z0-9]+\/[a-z0-9]+$/);
  }
});

test("the page on flow offload has every system on a chip, and nothing that has another name now", () => {
  const page = readFileSync(`${CLONE}/router-image/offload.md`, "utf8");
  for (const { soc } of DEVICES)
    if (soc !== undefined) assert.ok(page.includes(soc.replace(/^IPQ(60|807).*/, "IPQ$1")), soc);
  const metrics = readFileSync(`${CLONE}/host/http/metrics/families.ts`, "utf8");
  for (const [name] of page.matchAll(/bordertap_\w+/g)) assert.ok(metrics.includes(`"${name}"`), name);
  const report = readFileSync(`${CLONE}/host/http/schema/status.ts`, "utf8");
  for (const name of ["offload", "offloadedFlows", "coverageRatio"])
    assert.ok(report.includes(`  ${name}: `), name);
});

describe("--dry-run: every step, and none is done", () => {
  const SUM = "5f3c".repeat(16);
  const pins = temporaryFile(
    JSON.stringify({
      "24.10.4": {
        "mediatek/filogic": { url: "https://downloads.openwrt.org/x/of-24.10.tar.zst", sha256: SUM },
      },
      "25.12.1": {
        "mediatek/filogic": { url: "https://downloads.openwrt.org/x/of-25.12.tar.zst", sha256: SUM },
      },
    }),
  );
  const files = temporaryPath();
  mkdirSync(`${files}/etc/config`, { recursive: true });
  writeFileSync(`${files}/etc/config/wireless`, "");
  const extra = [
    "--files",
    files,
    "--feed",
    "https://example.org/bordertap",
    "--add",
    "tcpdump",
    "--add=-ppp",
  ];
  const cases: readonly (readonly [name: string, ...options: readonly string[]])[] = [
    ["glinet_gl-mt6000-24.10", "--profile", "glinet_gl-mt6000", "--release", "24.10.4", "--node", "node"],
    ["glinet_gl-mt6000-25.12", "--profile", "glinet_gl-mt6000", "--release", "25.12.1"],
    ["rpi-5-25.12-unpinned", "--profile", "rpi-5", "--release", "25.12.1"],
    ["generic-24.10-own-files", "--profile", "generic", "--release", "24.10.4", ...extra],
    [
      "xiaomi-25.12-own-packages",
      "--profile",
      "xiaomi_mi-router-ax3000t-ubootmod",
      "--release",
      "25.12.1",
      "--packages",
      files,
    ],
  ];
  for (const [name, ...options] of cases)
    test(name, async () => {
      const work = temporaryPath();
      const { status, stdout, stderr } = await image(
        [...options, "--dry-run", "--pins", pins, "--work", work],
        PATH,
      );
      assert.deepEqual([status, stderr], [0, ""]);
      // Whether a Node.js is pinned in this clone is another test's.
      const text = stdout
        .replace(/bordertap-node, once a Node\.js is pinned|bordertap-node[_-]\d\S+/, "NODE")
        .replace(/\n {3}no Node\.js is pinned .*/, "")
        .replace(/\n\nlacking: [^\n]*\n$/, "\n")
        .replaceAll(work, "WORK")
        .replaceAll(CLONE, "CLONE")
        .replaceAll(files, "FILES")
        .replaceAll(VERSION, "VERSION");
      assert.equal(text, golden(name, text));
      assert.ok(!existsSync(work));
    });
});

describe("refused, with a remedy", () => {
  const device = ["--profile", "glinet_gl-mt6000", "--release", "24.10.4"];
  const cases: readonly (readonly [options: readonly string[], words: RegExp])[] = [
    [[], /one --profile is needed; 'npm run image -- --list' shows all/],
    [["--profile", "rpi-4", "--profile", "rpi-5", "--release", "24.10.4"], /one --profile is needed/],
    [["--profile", "rpi-4"], /--release is needed, such as 24\.10\.4/],
    [
      ["--profile", "glinet_gl-mt6001", "--release", "24.10.4"],
      /glinet_gl-mt6001 is not known; similar: glinet_gl-mt6000, /,
    ],
    [["--profile", "gl-mt3000", "--release", "24.10.4"], /is not known; similar: glinet_gl-mt3000;/],
    [
      ["--profile", "nothing-like-it", "--release", "24.10.4"],
      /is not known; 'npm run image -- --list' shows all/,
    ],
    [
      ["--profile", "netgear_r7800", "--release", "24.10.4"],
      /netgear_r7800 is refused: ARM of 32 bits: koffi/,
    ],
    [
      ["--profile", "ubnt_edgerouter-x", "--release", "24.10.4"],
      /is refused: MIPS: there is neither a Node\.js nor a koffi/,
    ],
    [["--profile", "netgear_r7000", "--release", "24.10.4"], /is refused: .* without an FPU/],
    [
      ["--profile", "cudy_wr3000-v1", "--release", "24.10.4"],
      /is refused: too little flash: 128 MB are needed, and OpenWrt has 15 MB/,
    ],
    [["--profile", "rpi-4", "--release", "23.05.5"], /release 23\.05\.5 is older than 24\.10/],
    [
      ["--profile", "rpi-4", "--release", "SNAPSHOT"],
      /release SNAPSHOT is none: a number such as 24\.10\.4 is needed/,
    ],
    [["--profile", "rpi-4", "--release", "24.10.4/.."], /release 24\.10\.4\/\.\. is none/],
    [[...device, "--node", "deno"], /--node deno is none of bordertap-node, node/],
    [[...device, "--builder", "/nowhere"], /--builder \/nowhere is no folder/],
    [[...device, "--packages", "/nowhere"], /--packages \/nowhere is no folder/],
    [[...device, "--files", "/nowhere"], /--files \/nowhere is no folder/],
    [[...device, "--feed", "example.org"], /--feed example\.org is no URL of a repository/],
    [[...device, "--feed", "https://example.org/'; reboot"], /is no URL of a repository/],
    [
      [...device, "--add", "nftables-nojson"],
      /nftables-nojson does not go with ours: it takes the place of nftables-json/,
    ],
    [[...device, "--add", "a b"], /package a b is no name of a package/],
    [[...device, "--add=-bordertap"], /package bordertap is what this image is for/],
    [["--wrong"], /Unknown option '--wrong'[\s\S]*usage: npm run image/],
  ];
  for (const [options, words] of cases)
    test(options.join(" ") || "nothing", async () => {
      const { status, stdout, stderr } = await image(options, PATH);
      assert.deepEqual([status, stdout], [2, ""]);
      assert.match(stderr, words);
    });

  test("a repository's file that is one's own as well", async () => {
    const files = temporaryPath();
    mkdirSync(`${files}/etc/opkg`, { recursive: true });
    writeFileSync(`${files}/etc/opkg/customfeeds.conf`, "");
    const { status, stderr } = await image(
      [...device, "--files", files, "--feed", "https://example.org/x"],
      PATH,
    );
    assert.equal(status, 2);
    assert.match(stderr, /--feed writes \/etc\/opkg\/customfeeds\.conf, which is in .* as well/);
  });

  test("OpenWrt's own Node.js, where it packages none", async () => {
    const options = [
      "--profile",
      "rpi-5",
      "--release",
      "25.12.1",
      "--node",
      "node",
      "--work",
      temporaryPath(),
    ];
    const { status, stderr } = await image(options, PATH);
    assert.equal(status, 1);
    assert.match(stderr, /OpenWrt 25\.12\.1 packages no Node\.js for routers: leave --node out/);
  });
});

test("slips of the pen come first; whole words are needed for the rest", () => {
  assert.throws(() => findDevice("openwrt_onw"), /similar: openwrt_one/);
  assert.throws(() => findDevice("linksys_e8450"), /similar: linksys_e8450-ubi;/);
  assert.throws(() => findDevice("netgear_r7801"), /similar: netgear_r7800;/);
});

test("releases: what they install, and whose Node.js they have", () => {
  assert.deepEqual(releaseOf("24.10.0"), { name: "24.10.0", format: "ipk", node: "20" });
  assert.deepEqual(releaseOf("25.12.0-rc2"), { name: "25.12.0-rc2", format: "apk" });
  assert.equal(releaseOf("26.06.1").format, "apk");
});

describe("what this machine lacks", () => {
  const GIB = 2 ** 30;
  const all = { path: PATH, freeOctets: () => 5 * GIB, platform: "linux-x64", isRoot: false };
  const work = temporaryPath();
  const of = (surroundings: Partial<typeof all>, release = "25.12.1", isDownloaded = true) =>
    lacking({ work, release: releaseOf(release), isDownloaded }, { ...all, ...surroundings });

  test("nothing", () => assert.deepEqual(of({}), []));

  test("room: more for a download than beside a folder that is there", () => {
    assert.match(
      of({ freeOctets: () => 3 * GIB })[0],
      /has room for 3\.0 GiB, and 4\.0 GiB are needed: make room, or name another/,
    );
    assert.deepEqual(of({ freeOctets: () => 3 * GIB }, "24.10.4", false), []);
    assert.match(
      of({ freeOctets: () => GIB / 2 }, "24.10.4", false)[0],
      /room for 0\.5 GiB, and 1\.0 GiB are needed/,
    );
  });

  test("room on the disk of the folder that will be made, by this machine's own word", async () => {
    const { stderr } = await image(
      ["--profile", "rpi-5", "--release", "25.12.1", "--work", "/proc/nowhere/at/all"],
      PATH,
    );
    assert.match(stderr, /\/proc has room for 0\.0 GiB, and 4\.0 GiB are needed/);
  });

  test("programs, by the packages that they come in; zstd for a download alone", () => {
    const path = pathWith("zstd", "perl");
    assert.deepEqual(of({ path }), ["there is no perl, zstd on PATH: apt-get install perl zstd"]);
    assert.deepEqual(of({ path }, "24.10.4", false), ["there is no perl on PATH: apt-get install perl"]);
  });

  test("fakeroot for .apk, unless root packs them", () => {
    const path = pathWith("fakeroot");
    assert.match(of({ path })[0], /files of an \.apk would not be root's: apt-get install fakeroot/);
    assert.deepEqual(of({ path, isRoot: true }), []);
    assert.deepEqual(of({ path }, "24.10.4"), []);
  });

  test("another tar than GNU's, another processor, a blank in the folder's path", () => {
    const path = pathWith("tar");
    writeFileSync(`${path}/tar`, "#!/bin/sh\necho bsdtar 3.7\n", { mode: 0o755 });
    assert.match(of({ path })[0], /tar is not GNU's/);
    assert.match(
      of({ platform: "darwin-arm64" })[0],
      /this machine is darwin-arm64: ImageBuilder runs on Linux on x86_64/,
    );
    const spaced = lacking(
      { work: `${work}/of mine`, release: releaseOf("24.10.4"), isDownloaded: true },
      all,
    );
    assert.match(spaced[0], /has a blank in its path/);
  });
});

test("--help names every option", async () => {
  const { status, stdout } = await image(["--help"], PATH);
  assert.equal(status, 0);
  for (const option of "profile release list pin dry-run builder packages files feed add node work from pins".split(
    " ",
  ))
    assert.ok(stdout.includes(`--${option}`), option);
});
