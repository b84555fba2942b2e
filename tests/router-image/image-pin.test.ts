// ImageBuilders by their SHA-256: what is pinned of what a publisher states, and that nothing else is unpacked. The
// publisher is one on the loopback, with files as OpenWrt's server has them.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, test } from "node:test";
import { DEVICES } from "../../router-image/image/devices.ts";
import { readPins } from "../../router-image/image/pin.ts";
import { PIN_FILE } from "../../router-image/image/places.ts";
import { temporaryFile, temporaryPath } from "../host/helper/temporary-file.ts";
import { cannotMake, cannotPack, image, ipkPackages, pathWith, standIn } from "./imagebuilder.ts";

const TARGETS = [...new Set(DEVICES.map(({ target }) => target))];
const RELEASE = "24.10.4";
const skip = cannotMake || cannotPack;

const files = new Map<string, Uint8Array>();
const asked: string[] = [];
let server: Server;
let publisher: string;

before(async () => {
  server = createServer((request, response) => {
    asked.push(request.url ?? "");
    const content = files.get(request.url ?? "");
    response.writeHead(content ? 200 : 404).end(content);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  publisher = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  for (const target of TARGETS) publish(target, new TextEncoder().encode(`ImageBuilder of ${target}`));
});

after(() => server.close());

function archiveName(target: string): string {
  return `openwrt-imagebuilder-${RELEASE}-${target.replace("/", "-")}.Linux-x86_64.tar.zst`;
}

function folderOf(target: string): string {
  return `/releases/${RELEASE}/targets/${target}`;
}

/** With the lines of other files before and after, and a line for what is in folders below. */
function publish(target: string, archive: Uint8Array): string {
  const sum = createHash("sha256").update(archive).digest("hex");
  const other = "0".repeat(64);
  const lines = [
    `${other} *config.buildinfo`,
    `${other} *${archiveName(target)}.asc`,
    `${sum} *${archiveName(target)}`,
    `${other} *openwrt-sdk-${RELEASE}.Linux-x86_64.tar.zst`,
    `${other} *packages/kmod-nft-queue_6.6.110-r1_aarch64_cortex-a53.ipk`,
  ];
  files.set(`${folderOf(target)}/sha256sums`, Buffer.from(lines.map((line) => `${line}\n`).join("")));
  files.set(`${folderOf(target)}/${archiveName(target)}`, archive);
  return sum;
}

function emptyPins(): string {
  return temporaryFile("{}\n");
}

test("every target of the list, by what the publisher states of each", async () => {
  const pins = emptyPins();
  const { status, stdout, stderr } = await image([
    "--pin",
    "--release",
    RELEASE,
    "--from",
    publisher,
    "--pins",
    pins,
  ]);
  assert.equal(status, 0, stderr);
  const expected = Object.fromEntries(
    [...TARGETS].sort().map((target) => {
      const archive = files.get(`${folderOf(target)}/${archiveName(target)}`)!;
      const sha256 = createHash("sha256").update(archive).digest("hex");
      return [target, { url: `${publisher}${folderOf(target)}/${archiveName(target)}`, sha256 }];
    }),
  );
  assert.equal(readFileSync(pins, "utf8"), `${JSON.stringify({ [RELEASE]: expected }, null, 2)}\n`);
  assert.deepEqual(
    stdout.trim().split("\n").sort(),
    Object.values(expected)
      .map(({ sha256, url }) => `${sha256}  ${url}`)
      .sort(),
  );
});

test("one device's alone; others of the file stay", async () => {
  const pins = emptyPins();
  const pin = (profile: string) =>
    image(["--pin", "--release", RELEASE, "--profile", profile, "--from", publisher, "--pins", pins]);
  assert.equal((await pin("rpi-5")).status, 0);
  assert.equal((await pin("glinet_gl-mt6000")).status, 0);
  assert.deepEqual(Object.keys(readPins(pins)[RELEASE]), ["bcm27xx/bcm2712", "mediatek/filogic"]);
});

test("what was pinned and is stated differently now, is not there, or is no list: said, and nothing is written", async () => {
  const sum = "1".repeat(64);
  const pins = emptyPins();
  const old = `{ "${RELEASE}": { "x86/64": { "url": "https://example.org/x.tar.zst", "sha256": "${sum}" } } }`;
  writeFileSync(pins, old);
  const pin = (...options: string[]) => image(["--pin", "--from", publisher, "--pins", pins, ...options]);
  const changed = await pin("--release", RELEASE, "--profile", "generic");
  assert.equal(changed.status, 1);
  assert.match(
    changed.stderr,
    new RegExp(`x86/64: ${sum} is pinned, and the publisher now says [0-9a-f]{64}: find out why`),
  );
  const absent = await pin("--release", "24.10.9", "--profile", "generic");
  assert.match(absent.stderr, /24\.10\.9\/targets\/x86\/64\/sha256sums: the server answers 404\./);
  files.set("/releases/24.10.8/targets/x86/64/sha256sums", Buffer.from(`${sum} *something-else.tar.zst\n`));
  const lacking = await pin("--release", "24.10.8", "--profile", "generic");
  assert.match(
    lacking.stderr,
    /has no SHA-256 of openwrt-imagebuilder-24\.10\.8-x86-64\.Linux-x86_64\.tar\.zst/,
  );
  const nobody = await image(["--pin", "--release", RELEASE, "--from", "http://127.0.0.1:1", "--pins", pins]);
  assert.match(nobody.stderr, /http:\/\/127\.0\.0\.1:1\/releases.*: fetch failed/);
  for (const { status } of [absent, lacking, nobody]) assert.equal(status, 1);
  assert.equal(readFileSync(pins, "utf8"), old);
});

test("a file of pins that is not whole is refused", async () => {
  for (const text of [
    "[]",
    '{ "24.10.4": { "x86/64": { "url": "https://example.org/", "sha256": "12" } } }',
  ]) {
    const pins = temporaryFile(text);
    const { status, stderr } = await image(["--profile", "generic", "--release", RELEASE, "--pins", pins]);
    assert.equal(status, 1);
    assert.match(stderr, /is not whole: mend it, or write \{\} and run --pin/);
  }
});

test("the pins of this clone are whole, and of the publisher's own", () => {
  for (const ofRelease of Object.values(readPins(PIN_FILE)))
    for (const { url } of Object.values(ofRelease))
      assert.match(url, /^https:\/\/downloads\.openwrt\.org\/releases\//);
});

test("pinned, downloaded, unpacked, built; the second time nothing is fetched or unpacked", {
  skip,
}, async () => {
  const target = "mediatek/filogic";
  const builder = standIn({ target, architecture: "aarch64_cortex-a53", release: RELEASE });
  const name = archiveName(target).replace(/\.tar\.zst$/, "");
  const above = temporaryPath();
  execFileSync("mkdir", [above]);
  renameSync(builder, `${above}/${name}`);
  publish(target, execFileSync("tar", ["--zstd", "-cf", "-", "-C", above, name]));
  const [pins, work] = [emptyPins(), temporaryPath()];
  const device = ["--profile", "glinet_gl-mt6000", "--release", RELEASE, "--pins", pins];
  const options = [...device, "--work", work, "--packages", ipkPackages("aarch64_cortex-a53")];

  const unpinned = await image(options);
  assert.equal(unpinned.status, 1);
  assert.match(
    unpinned.stderr,
    /^image: no ImageBuilder is pinned for 24\.10\.4 and mediatek\/filogic: run 'npm run image -- --pin --release 24\.10\.4'\n$/,
  );
  assert.ok(!existsSync(work));

  assert.equal((await image(["--pin", ...device, "--from", publisher])).status, 0);
  const { status, stdout, stderr } = await image(options);
  assert.equal(status, 0, stderr);
  assert.match(stdout, /^[0-9a-f]{64} {2}.*openwrt-bordertap-glinet_gl-mt6000-squashfs-sysupgrade\.bin\n/);
  assert.deepEqual(readdirSync(`${work}/download`), [archiveName(target)]);
  assert.deepEqual(readdirSync(`${work}/builder`), [name]);

  const before = { asked: asked.length, unpacked: statSync(`${work}/builder/${name}/.config`).ino };
  assert.equal((await image(options)).stdout, stdout);
  assert.deepEqual(
    { asked: asked.length, unpacked: statSync(`${work}/builder/${name}/.config`).ino },
    before,
  );
});

test("what is not what was pinned is not kept, or named where it was kept before", { skip }, async () => {
  const [pins, work] = [emptyPins(), temporaryPath()];
  const options = ["--profile", "rpi-5", "--release", RELEASE, "--pins", pins];
  const all = [...options, "--work", work, "--packages", ipkPackages("aarch64_cortex-a76")];
  const target = "bcm27xx/bcm2712";
  assert.equal((await image(["--pin", ...options, "--from", publisher])).status, 0);
  const path = `${folderOf(target)}/${archiveName(target)}`;
  const [whole, stated] = [files.get(path)!, readPins(pins)[RELEASE][target].sha256];

  files.set(
    path,
    whole.map((octet, at) => (at === 3 ? octet ^ 1 : octet)),
  );
  const corrupted = await image(all);
  assert.equal(corrupted.status, 1);
  assert.match(
    corrupted.stderr,
    new RegExp(`has SHA-256 [0-9a-f]{64}, and ${stated} is pinned: nothing of it was kept\n$`),
  );
  assert.deepEqual(readdirSync(`${work}/download`), []);

  files.set(path, whole);
  const noArchive = await image(all);
  assert.match(noArchive.stderr, /image: tar ended with status 2; what it said is above\n$/);
  assert.ok(!existsSync(`${work}/builder/${archiveName(target).replace(/\.tar\.zst$/, "")}`));

  writeFileSync(`${work}/download/${archiveName(target)}`, "something else");
  const damaged = await image(all);
  assert.equal(damaged.status, 1);
  assert.match(damaged.stderr, new RegExp(`has SHA-256 [0-9a-f]{64}, and ${stated} is pinned: remove it\n$`));

  files.delete(path);
  const gone = await image([
    ...options,
    "--work",
    temporaryPath(),
    "--packages",
    ipkPackages("aarch64_cortex-a76"),
  ]);
  assert.match(gone.stderr, /tar\.zst: the server answers 404\.\n$/);
});

test("a program that is missing is named before anything is asked for", async () => {
  const pins = emptyPins();
  const options = ["--profile", "rpi-5", "--release", RELEASE, "--pins", pins];
  assert.equal((await image(["--pin", ...options, "--from", publisher])).status, 0);
  const before = asked.length;
  const work = temporaryPath();
  const packages = ipkPackages("aarch64_cortex-a76");
  const { status, stderr } = await image(
    [...options, "--work", work, "--packages", packages],
    pathWith("zstd"),
  );
  assert.equal(status, 1);
  assert.equal(stderr, "image: there is no zstd on PATH: apt-get install zstd\n");
  assert.equal(asked.length, before);
  assert.ok(!existsSync(work));
});
