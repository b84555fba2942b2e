// Images by a stand-in for ImageBuilder that the command drives for real: what make is told, what is in the folder by
// then, what came out; and everything that keeps it from being built.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import test, { describe } from "node:test";
import { build } from "../../router-image/image/build.ts";
import { findDevice } from "../../router-image/image/find-device.ts";
import { planOf } from "../../router-image/image/plan.ts";
import { Refusal } from "../../router-image/image/refusal.ts";
import { releaseOf } from "../../router-image/image/release.ts";
import { temporaryPath } from "../host/helper/temporary-file.ts";
import {
  apkPackages,
  type BuilderIdentity,
  cannotMake,
  image,
  ipkPackages,
  pathWith,
  standIn,
  VERSION,
} from "./imagebuilder.ts";

const MT6000: BuilderIdentity = {
  target: "mediatek/filogic",
  architecture: "aarch64_cortex-a53",
  release: "24.10.4",
  profiles: ["glinet_gl-mt3000", "glinet_gl-mt6000"],
};
const OPTIONS = ["--profile", "glinet_gl-mt6000", "--release", "24.10.4"];
const OUTPUT = "24.10.4/glinet_gl-mt6000";
const IMAGE = "openwrt-bordertap-glinet_gl-mt6000-squashfs-sysupgrade.bin";

function sha256(path: string): string {
  return createHash("sha256").update(readFileSync(path)).digest("hex");
}

/** The command's outcome, with the folder that it wrote to. */
async function built(
  builder: string,
  options: readonly string[] = [],
  packages = ipkPackages("aarch64_cortex-a53"),
) {
  const work = temporaryPath();
  const all = [...OPTIONS, "--builder", builder, "--packages", packages, "--work", work, ...options];
  return { ...(await image(all)), work };
}

/** Ends with status 1 or 2 and these words, and has not asked make. */
async function refused(outcome: Promise<{ status: number; stderr: string; work: string }>, words: RegExp) {
  const { status, stderr, work } = await outcome;
  assert.match(stderr, words);
  assert.notEqual(status, 0);
  assert.doesNotMatch(stderr, /stand-in/);
  assert.ok(!existsSync(`${work}/${OUTPUT}/sha256sums`));
}

describe("an image of 24.10", { skip: cannotMake }, () => {
  test("what make is told, what came out, and its SHA-256", async () => {
    const builder = standIn({ ...MT6000, packages: ["kernel_6.6.110~abc-r1_aarch64.ipk", "Packages.gz"] });
    const before = [
      "bordertap_0.0.9-r1_aarch64_cortex-a53.ipk",
      "bordertap-node_20.0.0-r1_aarch64_cortex-a53.ipk",
    ];
    for (const name of before) writeFileSync(`${builder}/packages/${name}`, "earlier");
    const { status, stdout, stderr, work } = await built(builder);
    assert.equal(status, 0, stderr);
    assert.deepEqual(readFileSync(`${builder}/recorded`, "utf8").split("\n"), [
      "PROFILE=glinet_gl-mt6000",
      "PACKAGES=bordertap bordertap-node luci-app-bordertap nftables-json kmod-nft-queue kmod-nf-conntrack-netlink procd-ujail luci -nftables-nojson",
      "EXTRA_IMAGE_NAME=bordertap",
      "ROOTFS_PARTSIZE=",
      "package bordertap-node_26.10.0-r1_aarch64_cortex-a53.ipk",
      `package bordertap_${VERSION}_aarch64_cortex-a53.ipk`,
      "package kernel_6.6.110~abc-r1_aarch64.ipk",
      `package luci-app-bordertap_${VERSION}_all.ipk`,
      "files 755",
      "",
    ]);
    const names = [
      "openwrt-bordertap-glinet_gl-mt6000-squashfs-sysupgrade.bin",
      "openwrt-bordertap-glinet_gl-mt6000.manifest",
    ];
    const folder = `${work}/${OUTPUT}`;
    assert.equal(names[0], IMAGE);
    assert.equal(
      readFileSync(`${folder}/sha256sums`, "utf8"),
      names.map((name) => `${sha256(`${folder}/${name}`)} *${name}\n`).join(""),
    );
    assert.equal(stdout, names.map((name) => `${sha256(`${folder}/${name}`)}  ${folder}/${name}\n`).join(""));
  });

  test("a second one takes the place of the first, in the folder and beside it", async () => {
    const builder = standIn(MT6000);
    const { work } = await built(builder);
    writeFileSync(`${work}/${OUTPUT}/from-before.bin`, "");
    const packages = ipkPackages("aarch64_cortex-a53");
    renameSync(
      `${packages}/bordertap_${VERSION}_aarch64_cortex-a53.ipk`,
      `${packages}/bordertap_0.2.0-r1_aarch64_cortex-a53.ipk`,
    );
    const again = await image([...OPTIONS, "--builder", builder, "--packages", packages, "--work", work]);
    assert.equal(again.status, 0, again.stderr);
    assert.deepEqual(readdirSync(`${builder}/packages`).sort(), [
      "bordertap-node_26.10.0-r1_aarch64_cortex-a53.ipk",
      "bordertap_0.2.0-r1_aarch64_cortex-a53.ipk",
      `luci-app-bordertap_${VERSION}_all.ipk`,
    ]);
    assert.ok(!existsSync(`${work}/${OUTPUT}/from-before.bin`));
  });

  test("files of one's own, a repository, packages added and left out, OpenWrt's Node.js", async () => {
    const files = temporaryPath();
    mkdirSync(`${files}/etc/config`, { recursive: true });
    writeFileSync(`${files}/etc/config/bordertap`, "config bordertap 'bordertap'", { mode: 0o600 });
    chmodSync(files, 0o700);
    const builder = standIn(MT6000);
    const options = ["--files", files, "--feed", "https://example.org/bordertap", "--node", "node"];
    const { status, stderr } = await built(builder, [...options, "--add", "tcpdump", "--add=-ppp"]);
    assert.equal(status, 0, stderr);
    const recorded = readFileSync(`${builder}/recorded`, "utf8");
    assert.match(
      recorded,
      /^PACKAGES=bordertap luci-app-bordertap node .* luci tcpdump -ppp -nftables-nojson$/m,
    );
    assert.match(recorded, /^file \.\/etc\/config\/bordertap: config bordertap 'bordertap'$/m);
    assert.match(
      recorded,
      /^file \.\/etc\/opkg\/customfeeds\.conf: src\/gz bordertap https:\/\/example\.org\/bordertap$/m,
    );
    assert.match(recorded, /^files 755$/m);
    assert.doesNotMatch(recorded, /^package bordertap-node/m);
  });
});

test("an image of 25.12: .apk, of which the folder's own apk says whose they are", {
  skip: cannotMake,
}, async () => {
  const identity = { ...MT6000, release: "25.12.1" };
  const options = [
    "--profile",
    "glinet_gl-mt6000",
    "--release",
    "25.12.1",
    "--feed",
    "https://example.org/x",
  ];
  const run = async (builder: string, packages: string) => {
    const work = temporaryPath();
    return {
      ...(await image([...options, "--builder", builder, "--packages", packages, "--work", work])),
      work,
    };
  };
  const builder = standIn(identity);
  const { status, stderr } = await run(builder, apkPackages("aarch64_cortex-a53"));
  assert.equal(status, 0, stderr);
  const recorded = readFileSync(`${builder}/recorded`, "utf8");
  assert.match(
    recorded,
    /^package bordertap-[\d.]+-r1\.apk\n.*bordertap-node-26\.10\.0-r1\.apk\n.*luci-app-bordertap-[\d.]+-r1\.apk$/m,
  );
  assert.match(
    recorded,
    /^file \.\/etc\/apk\/repositories\.d\/customfeeds\.list: https:\/\/example\.org\/x$/m,
  );

  await refused(
    run(builder, apkPackages("aarch64_cortex-a72")),
    /says that it is for aarch64_cortex-a72; this router has aarch64_cortex-a53/,
  );
  await refused(
    run(builder, ipkPackages("aarch64_cortex-a53")),
    /there is no bordertap-\*\.apk in .*: it takes an apk with mkpkg/,
  );
  const damaged = apkPackages("aarch64_cortex-a53");
  writeFileSync(`${damaged}/bordertap-${VERSION}.apk`, "nothing");
  await refused(run(builder, damaged), /bordertap-[\d.]+-r1\.apk is no whole package/);
  rmSync(`${builder}/staging_dir/host/bin/apk`);
  await refused(
    run(builder, apkPackages("aarch64_cortex-a53")),
    /has no staging_dir\/host\/bin\/apk that runs/,
  );
});

describe("packages that do not fit", { skip: cannotMake }, () => {
  const folder = (change: (packages: string) => void): string => {
    const packages = ipkPackages("aarch64_cortex-a53");
    change(packages);
    return packages;
  };
  const program = `bordertap_${VERSION}_aarch64_cortex-a53.ipk`;
  const cases: readonly (readonly [what: string, packages: () => string, words: RegExp])[] = [
    [
      "of another router",
      () => ipkPackages("x86_64"),
      /_x86_64\.ipk is for other routers: this one has packages of aarch64_cortex-a53/,
    ],
    [
      "of another router under a wrong name",
      () =>
        folder((packages) =>
          renameSync(`${ipkPackages("x86_64")}/bordertap_${VERSION}_x86_64.ipk`, `${packages}/${program}`),
        ),
      /says that it is for x86_64; this router has aarch64_cortex-a53/,
    ],
    [
      "one too few",
      () => folder((packages) => rmSync(`${packages}/luci-app-bordertap_${VERSION}_all.ipk`)),
      /there is no luci-app-bordertap_\*_all\.ipk in/,
    ],
    [
      "one too many",
      () => folder((packages) => writeFileSync(`${packages}/bordertap_0.2.0-r1_aarch64_cortex-a53.ipk`, "")),
      /which of .*bordertap_[\d.]+-r1.*bordertap_0\.2\.0-r1.*\? Remove the others/,
    ],
    [
      "cut",
      () =>
        folder((packages) =>
          writeFileSync(`${packages}/${program}`, readFileSync(`${packages}/${program}`).subarray(0, 99)),
        ),
      /is no whole package/,
    ],
  ];
  for (const [what, packages, words] of cases)
    test(what, () => refused(built(standIn(MT6000), [], packages()), words));
});

describe("folders that are not the right ImageBuilder", { skip: cannotMake }, () => {
  const url = "https://downloads.openwrt.org/releases/24.10.4";
  const without = (name: string): string => {
    const builder = standIn(MT6000);
    rmSync(`${builder}/${name}`, { recursive: true });
    return builder;
  };
  const spaced = (): string => {
    const builder = `${temporaryPath()} of mine`;
    renameSync(standIn(MT6000), builder);
    return builder;
  };
  const cases: readonly (readonly [what: string, builder: () => string, words: RegExp])[] = [
    ["none", () => without("target"), /is no ImageBuilder: it has no target\/linux/],
    ["without its configuration", () => without(".config"), /is no ImageBuilder: it has no \.config/],
    [
      "of another target",
      () => standIn({ ...MT6000, target: "rockchip/armv8" }),
      /is for rockchip\/armv8; glinet_gl-mt6000 is of mediatek\/filogic/,
    ],
    [
      "of a target that is refused",
      () => standIn({ ...MT6000, target: "ramips/mt7621" }),
      /is for ramips\/mt7621 \(MIPS: .*\); glinet_gl-mt6000/,
    ],
    [
      "of another architecture",
      () => standIn({ ...MT6000, architecture: "aarch64_generic" }),
      /has packages of aarch64_generic; glinet_gl-mt6000 has aarch64_cortex-a53/,
    ],
    [
      "of another release",
      () => standIn({ ...MT6000, release: "24.10.3" }),
      /is of 24\.10\.3, and --release says 24\.10\.4/,
    ],
    [
      "of a release with apk",
      () => standIn({ ...MT6000, release: "25.12.1" }),
      /installs \.apk, and 24\.10\.4 has \.ipk/,
    ],
    [
      "without the profile",
      () => standIn({ ...MT6000, profiles: ["glinet_gl-mt6001"] }),
      /has no profile glinet_gl-mt6000; it has glinet_gl-mt6001/,
    ],
    [
      "without modules, and nowhere to have them from",
      () =>
        standIn({
          ...MT6000,
          repositories: [`src/gz base ${url}/packages/aarch64_cortex-a53/base`],
          packages: ["kmod-nft-queue_6.6.110-r1_x.ipk"],
        }),
      /has no kmod-nf-conntrack-netlink, and no repository of mediatek\/filogic to take it from/,
    ],
    [
      "with modules of another kernel",
      () =>
        standIn({
          ...MT6000,
          packages: ["kernel_6.6.110~0a1b-r1_aarch64_cortex-a53.ipk"],
          repositories: [
            `src/gz core ${url}/targets/mediatek/filogic/packages`,
            `src/gz kmods ${url}/targets/mediatek/filogic/kmods/6.6.110-1-ffff`,
          ],
        }),
      /has kernel 6\.6\.110~0a1b, and modules from a repository of 6\.6\.110~ffff/,
    ],
    ["with a blank in its path", spaced, /has a blank in its path/],
  ];
  for (const [what, builder, words] of cases) test(what, () => refused(built(builder()), words));

  test("one built at home says its release in its configuration or its version.mk, and brings its modules", async () => {
    const packages = ["kmod-nft-queue_6.6.110-r1_x.ipk", "kmod-nf-conntrack-netlink_6.6.110-r1_x.ipk"];
    const builder = standIn({ ...MT6000, repositories: ["src imagebuilder file:packages"], packages });
    await refused(built(builder), /is of no release, and --release says 24\.10\.4/);
    const version = "VERSION_NUMBER:=$(if $(VERSION_NUMBER),$(VERSION_NUMBER),24.10.4)\n";
    writeFileSync(`${builder}/include/version.mk`, version);
    const { status, stderr } = await built(builder);
    assert.equal(status, 0, stderr);
  });
});

describe("make that does not make it", { skip: cannotMake }, () => {
  for (const [file, words] of [
    ["broken", /stand-in: opkg_install_cmd.*\n[\s\S]*image: make ended with status 2; what it said is above/],
    ["too-large", /make has left no image of glinet_gl-mt6000 in .*: it may be too large for its flash/],
    ["forgetful", /\.manifest lacks luci-app-bordertap: the image is without/],
  ] as const)
    test(file, async () => {
      const builder = standIn(MT6000);
      writeFileSync(`${builder}/${file}`, "");
      const { status, stdout, stderr, work } = await built(builder);
      assert.equal(status, 1);
      assert.match(stderr, words);
      assert.equal(stdout, "");
      assert.ok(!existsSync(`${work}/${OUTPUT}/sha256sums`));
    });

  test("on a disk that is full by then", async () => {
    const builder = standIn(MT6000);
    writeFileSync(`${builder}/broken`, "");
    const work = temporaryPath();
    const plan = planOf({
      device: findDevice("glinet_gl-mt6000"),
      release: releaseOf("24.10.4"),
      builder,
      packages: ipkPackages("aarch64_cortex-a53"),
      node: "bordertap-node",
      added: [],
      work,
    });
    await assert.rejects(
      build(plan, () => {}, { freeOctets: () => 3 * 2 ** 20 }),
      (error) =>
        error instanceof Refusal && error.reasons[1] === `${work} is full: 3 MiB are left; make room`,
    );
  });
});

test("what is lacking is told before anything is done", { skip: cannotMake }, async () => {
  const builder = standIn(MT6000);
  const work = temporaryPath();
  const packages = ipkPackages("aarch64_cortex-a53");
  const options = [...OPTIONS, "--builder", builder, "--packages", packages, "--work", work];
  const { status, stderr } = await image(options, pathWith("make", "python3", "xargs", "find"));
  assert.equal(status, 1);
  assert.equal(
    stderr,
    "image: there is no find, make, python3, xargs on PATH: apt-get install findutils make python3\n",
  );
  assert.ok(!existsSync(work) && !existsSync(`${builder}/recorded`));
});
