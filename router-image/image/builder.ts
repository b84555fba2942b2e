// An ImageBuilder's folder: of which target, release and kernel it is, and what of it is wrong for an image.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { similarTo } from "../../host/config/similar.ts";
import type { Device } from "./device.ts";
import { refusalOf } from "./find-device.ts";
import type { Release } from "./release.ts";

/** Whose kernel these have to be of. */
const MODULES = ["kmod-nft-queue", "kmod-nf-conntrack-netlink"];

/** What the folder says of itself; absent where it does not. */
interface Builder {
  readonly target?: string;
  readonly architecture?: string;
  readonly release?: string;
  readonly format: Release["format"];
  /** URLs and paths that it installs packages from, local ones aside. */
  readonly repositories: readonly string[];
  /** Names of the files in packages/, folders below included. */
  readonly packages: readonly string[];
  /** Empty where there is no list of them. */
  readonly profiles: readonly string[];
}

/** What is wrong with a folder for this device and release, a line each with what to do; nothing where all is well. */
export function builderMistakes(folder: string, device: Device, release: Release): string[] {
  if (/\s/.test(folder)) return [`${folder} has a blank in its path, which make cannot do with: move it`];
  const lacking = ["Makefile", ".config", "target/linux"].filter((name) => !existsSync(`${folder}/${name}`));
  if (lacking.length > 0) return [`${folder} is no ImageBuilder: it has no ${lacking.join(", ")}`];
  const builder = readBuilder(folder);
  return [
    ...identityMistakes(folder, builder, device, release),
    ...profileMistakes(folder, builder, device),
    ...moduleMistakes(folder, builder, device),
  ];
}

function identityMistakes(folder: string, builder: Builder, device: Device, release: Release): string[] {
  const { target = "no target", architecture = "none", release: own = "no release", format } = builder;
  const mistakes: string[] = [];
  if (target !== device.target) {
    const why = refusalOf(target);
    const kind = why === undefined ? "" : ` (${why.reason})`;
    mistakes.push(
      `${folder} is for ${target}${kind}; ${device.profile} is of ${device.target}: take that one's`,
    );
  } else if (architecture !== device.architecture) {
    mistakes.push(`${folder} has packages of ${architecture}; ${device.profile} has ${device.architecture}`);
  }
  if (own !== release.name)
    mistakes.push(
      `${folder} is of ${own}, and --release says ${release.name}: name the one or take the other`,
    );
  if (format !== release.format)
    mistakes.push(`${folder} installs .${format}, and ${release.name} has .${release.format}`);
  return mistakes;
}

function profileMistakes(folder: string, { target, profiles }: Builder, device: Device): string[] {
  if (target !== device.target || profiles.length === 0 || profiles.includes(device.profile)) return [];
  const similar = similarTo(device.profile, profiles);
  return [`${folder} has no profile ${device.profile}${similar === undefined ? "" : `; it has ${similar}`}`];
}

/** Modules of another kernel are not loaded: they come from the target's own repository, or lie in the folder. */
function moduleMistakes(folder: string, builder: Builder, device: Device): string[] {
  const { repositories, packages } = builder;
  const own = repositories.find((url) => url.includes(`/targets/${device.target}/`));
  const missing = MODULES.filter((name) => !packages.some((file) => isOf(name, file)));
  if (own === undefined && missing.length > 0)
    return [
      `${folder} has no ${missing.join(", no ")}, and no repository of ${device.target} to take it from: build it with them as modules, or take the publisher's`,
    ];
  const kernel = /^kernel[_-](.+?)~([0-9a-f]+)-r/.exec(packages.find((file) => isOf("kernel", file)) ?? "");
  const kmods = /\/kmods\/(.+)-\d+-([0-9a-f]+)(?:\/|$)/.exec(
    repositories.find((url) => url.includes("/kmods/")) ?? "",
  );
  if (kernel && kmods && (kernel[1] !== kmods[1] || kernel[2] !== kmods[2]))
    return [
      `${folder} has kernel ${kernel[1]}~${kernel[2]}, and modules from a repository of ${kmods[1]}~${kmods[2]}, which it will not load: take one unpacked anew`,
    ];
  return [];
}

/** name_1.0_x.ipk or name-1.0.apk. */
function isOf(name: string, file: string): boolean {
  return file.startsWith(`${name}_`) || new RegExp(`^${name}-\\d.*\\.apk$`).test(file);
}

function readBuilder(folder: string): Builder {
  const config = textOf(`${folder}/.config`);
  const option = (name: string): string | undefined =>
    new RegExp(`^CONFIG_${name}="?([^"\\n]+)"?$`, "m").exec(config)?.[1];
  const repositories = ["repositories.conf", "repositories"]
    .flatMap((name) => textOf(`${folder}/${name}`).split("\n"))
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => line.split(/\s+/).at(-1)!)
    .filter((url) => /^(https?|file):\/\//.test(url));
  const board = option("TARGET_BOARD");
  const profiles = [...textOf(`${folder}/.targetinfo`).matchAll(/^Target-Profile: (?:DEVICE_)?(\S+)$/gm)];
  return {
    target: board === undefined ? undefined : `${board}/${option("TARGET_SUBTARGET") ?? "generic"}`,
    architecture: option("TARGET_ARCH_PACKAGES"),
    release: releaseIn(repositories, option("VERSION_NUMBER"), textOf(`${folder}/include/version.mk`)),
    format: option("USE_APK") === "y" ? "apk" : "ipk",
    repositories,
    packages: namesBelow(`${folder}/packages`),
    profiles: profiles.map(([, name]) => name),
  };
}

/** The publisher's folders say it in their URLs; what was built at home, in its configuration or its version.mk. */
function releaseIn(
  repositories: readonly string[],
  configured: string | undefined,
  versionMakefile: string,
): string | undefined {
  const [inUrl] = repositories.flatMap((url) => /\/releases\/([^/]+)\/targets\//.exec(url)?.[1] ?? []);
  return inUrl ?? configured ?? /^VERSION_NUMBER:=.*,([\w.-]+)\)\s*$/m.exec(versionMakefile)?.[1];
}

function textOf(path: string): string {
  return existsSync(path) ? readFileSync(path, "utf8") : "";
}

function namesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).map((path) => path.split("/").at(-1)!);
}
