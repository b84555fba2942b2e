// A stand-in for an ImageBuilder, packages to put into it, and `npm run image` on a machine that has all programs.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, copyFileSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { architectureOf } from "../../router-image/package/architecture.ts";
import { ipkName, TIME } from "../../router-image/package/build.ts";
import { CLONE, FEED } from "../../router-image/package/clone.ts";
import { ipkOf } from "../../router-image/package/ipk.ts";
import { readLuciMakefile, readMakefile } from "../../router-image/package/makefile.ts";
import { file } from "../../router-image/package/tree.ts";
import { temporaryPath } from "../host/helper/temporary-file.ts";
import { folderOf, missingProgram } from "../installed.ts";
import { STANDINS } from "./router.ts";

export const { version: VERSION } = readMakefile(`${FEED}/bordertap/Makefile`);

/** What ImageBuilder looks for, and zstd and npm. */
export const TOOLS = [
  ..."bash bzip2 cp diff fakeroot file find gawk getopt grep gzip install make npm patch perl python3".split(
    " ",
  ),
  ..."tar unzip wget xargs zstd".split(" "),
];

/** A PATH with every program but those: this machine's where it has one, else one that only ends. */
export function pathWith(...missing: readonly string[]): string {
  const folder = temporaryPath();
  mkdirSync(folder);
  const others = ["sh", "ls", "sed", "sort", "stat", "cat", "node"];
  for (const name of [...TOOLS, ...others].filter((name) => !missing.includes(name))) {
    const here = folderOf(name);
    if (here !== undefined) symlinkSync(`${here}/${name}`, `${folder}/${name}`);
    else writeFileSync(`${folder}/${name}`, "#!/bin/sh\nexit 0\n", { mode: 0o755 });
  }
  return folder;
}

/** Why the stand-in cannot be driven here; false where it can. */
export const cannotMake = missingProgram("make");
export const cannotPack = missingProgram("zstd");

export interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command as npm starts it. */
export async function image(options: readonly string[], path = pathWith()): Promise<Outcome> {
  const command = ["--import", "tsx", "router-image/image/main.ts", ...options];
  const child = spawn(process.execPath, command, { cwd: CLONE, env: { PATH: path } });
  const texts = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name].setEncoding("utf8").on("data", (text) => {
      texts[name] += text;
    });
  const [status] = await once(child, "close");
  return { status, ...texts };
}

export interface BuilderIdentity {
  readonly target: string;
  readonly architecture: string;
  readonly release: string;
  readonly profiles?: readonly string[];
  /** Lines of its list of repositories, in the place of those that the release's has. */
  readonly repositories?: readonly string[];
  /** Names of files in packages/. */
  readonly packages?: readonly string[];
}

/** As OpenWrt's Makefile leaves them: opkg's lists until 24.10, apk's from 25.12 on. */
export function standIn(identity: BuilderIdentity): string {
  const { target, architecture, release, profiles = [], packages = [] } = identity;
  const folder = temporaryPath();
  for (const name of ["include", "packages", "staging_dir/host/bin", "target/linux"])
    mkdirSync(`${folder}/${name}`, { recursive: true });
  copyFileSync(`${STANDINS}/imagebuilder/Makefile`, `${folder}/Makefile`);
  const isApk = release >= "25";
  const [board, subtarget] = target.split("/");
  const config = [
    `CONFIG_TARGET_BOARD="${board}"`,
    `CONFIG_TARGET_SUBTARGET="${subtarget}"`,
    `CONFIG_TARGET_ARCH_PACKAGES="${architecture}"`,
    isApk ? "CONFIG_USE_APK=y" : "# CONFIG_USE_APK is not set",
  ];
  writeFileSync(`${folder}/.config`, config.map((line) => `${line}\n`).join(""));
  const url = `https://downloads.openwrt.org/releases/${release}`;
  const repositories = isApk
    ? [`${url}/targets/${target}/packages/packages.adb`, `${url}/packages/${architecture}/base/packages.adb`]
    : [
        "# a remark",
        `src/gz openwrt_core ${url}/targets/${target}/packages`,
        `src/gz openwrt_base ${url}/packages/${architecture}/base`,
        "src imagebuilder file:packages",
      ];
  const list = (identity.repositories ?? repositories).map((line) => `${line}\n`).join("");
  writeFileSync(`${folder}/${isApk ? "repositories" : "repositories.conf"}`, list);
  const targetInfo = profiles.map((name) => `Target-Profile: DEVICE_${name}\n`).join("");
  if (profiles.length > 0) writeFileSync(`${folder}/.targetinfo`, `Target: ${target}\n${targetInfo}`);
  for (const name of packages) writeFileSync(`${folder}/packages/${name}`, "");
  // It reads what the tests below write.
  const apk = '#!/bin/sh\n[ "$1" = adbdump ] && exec cat "$2"\nexit 1\n';
  if (isApk) writeFileSync(`${folder}/staging_dir/host/bin/apk`, apk, { mode: 0o755 });
  chmodSync(folder, 0o755);
  return folder;
}

/** A folder with our three packages as .ipk, with next to nothing in them. */
export function ipkPackages(architecture: string): string {
  const folder = temporaryPath();
  mkdirSync(folder);
  const makefiles = [
    [readMakefile(`${FEED}/bordertap/Makefile`), architectureOf(architecture)!],
    [
      readMakefile(`${FEED}/bordertap-node/Makefile`, { NODE_VERSION: "26.10.0" }),
      architectureOf(architecture)!,
    ],
    [readLuciMakefile(`${FEED}/luci-app-bordertap/Makefile`), { packages: "all" }],
  ] as const;
  for (const [makefile, packages] of makefiles) {
    const ipk = ipkOf(makefile, packages, [file("./file", new Uint8Array(1))], TIME);
    writeFileSync(`${folder}/${ipkName(makefile, packages)}`, ipk);
  }
  return folder;
}

/** The same as what the stand-in's apk takes for .apk. */
export function apkPackages(architecture: string): string {
  const folder = temporaryPath();
  mkdirSync(folder);
  for (const [name, own] of [
    [`bordertap-${VERSION}`, architecture],
    ["bordertap-node-26.10.0-r1", architecture],
    [`luci-app-bordertap-${VERSION}`, "noarch"],
  ])
    writeFileSync(`${folder}/${name}.apk`, `info:\n  name: ${name}\n  arch: ${own}\n`);
  return folder;
}
