// Which packages an image has beside its device's own: ours, what they need, and what a person expects.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { readPin } from "../node/pin.ts";
import { PIN_FILE } from "../node/places.ts";
import { ANY } from "../package/architecture.ts";
import { apkName, ipkName } from "../package/build.ts";
import { FEED } from "../package/clone.ts";
import { type Makefile, readLuciMakefile, readMakefile } from "../package/makefile.ts";
import { readTar } from "../package/ustar.ts";
import type { Device } from "./device.ts";
import { Refusal, usage } from "./refusal.ts";
import type { Release } from "./release.ts";

/** bordertap-node is ours; node is OpenWrt's, where it packages one. */
export type NodePackage = "bordertap-node" | "node";
export const NODE_PACKAGES: readonly string[] = ["bordertap-node", "node"] satisfies NodePackage[];

/** One of ours, as a file. */
export interface OwnPackage {
  readonly name: string;
  /** As `npm run package` calls it; absent where it builds none. */
  readonly file?: string;
  /** Of whose routers it is. */
  readonly architecture: string;
}

/** What a person expects of a router that has pages for a browser. */
const EXPECTED = ["luci"];
/** By what stands in the way of others: they are taken out, or refused where somebody asks for them. */
const CONFLICTS: Readonly<Record<string, string>> = {
  "nftables-nojson": "it takes the place of nftables-json, which the program asks for its rules",
};

export function ownPackages(device: Device, release: Release, node: NodePackage): OwnPackage[] {
  const own = (makefile: Makefile, architecture: string): OwnPackage => ({
    name: makefile.name,
    file: release.format === "ipk" ? ipkName(makefile, { packages: architecture }) : apkName(makefile),
    architecture,
  });
  return [
    own(programMakefile(), device.architecture),
    ...(node === "node" ? [] : [nodePackage(own, device)]),
    own(readLuciMakefile(`${FEED}/luci-app-bordertap/Makefile`), ANY.packages),
  ];
}

function nodePackage(
  own: (makefile: Makefile, architecture: string) => OwnPackage,
  { architecture }: Device,
) {
  const pin = readPin(readFileSync(PIN_FILE, "utf8"));
  const variables = { NODE_VERSION: pin?.version ?? "" };
  const one = own(readMakefile(`${FEED}/bordertap-node/Makefile`, variables), architecture);
  return pin === undefined ? { ...one, file: undefined } : one;
}

/** ImageBuilder's PACKAGES; throws where one of `added` does not go with ours. */
export function packageList(
  own: readonly OwnPackage[],
  node: NodePackage,
  added: readonly string[],
): string[] {
  for (const name of added) {
    if (CONFLICTS[name] !== undefined)
      throw usage(`package ${name} does not go with ours: ${CONFLICTS[name]}`);
    if (!/^-?[a-z0-9][a-z0-9+._-]*$/i.test(name)) throw usage(`package ${name} is no name of a package`);
    if (own.some((one) => `-${one.name}` === name))
      throw usage(`package ${name.slice(1)} is what this image is for`);
  }
  // Libraries have names of their own on routers; they come with whoever needs them.
  const needed = programMakefile().depends.filter((name) => !name.startsWith("lib"));
  const out = Object.keys(CONFLICTS).map((name) => `-${name}`);
  const list = [...own.map(({ name }) => name), ...(node === "node" ? [node] : []), ...needed, ...EXPECTED];
  return [...new Set([...list, ...added, ...out])];
}

function programMakefile(): Makefile {
  return readMakefile(`${FEED}/bordertap/Makefile`);
}

/** Why there is no Node.js for this image; undefined where there is one. */
export function nodeLacking(node: NodePackage, release: Release, isBuilt: boolean): string | undefined {
  if (node === "node")
    return release.node === undefined
      ? `OpenWrt ${release.name} packages no Node.js for routers: leave --node out, and pin one with 'npm run pin'`
      : undefined;
  if (!isBuilt || readPin(readFileSync(PIN_FILE, "utf8"))) return undefined;
  const other =
    release.node === undefined
      ? ""
      : `; or take OpenWrt's own with --node node, which is ${release.node}, past its publisher's end of life`;
  return `no Node.js is pinned for bordertap-node: run 'npm run pin'${other}`;
}

/**
 * The file of a package in one of the folders; where it was built here, by its name alone, for those of earlier versions
 * lie beside it. Throws where there is none, several, or one of other routers.
 */
export function packageFile(
  { name, architecture, file }: OwnPackage,
  format: Release["format"],
  folders: readonly string[],
  isBuiltHere: boolean,
): string {
  const isIt = (path: string): boolean =>
    format === "ipk"
      ? path.startsWith(`${name}_`) && path.endsWith(".ipk")
      : path.endsWith(".apk") && path.startsWith(`${name}-`) && /^\d/.test(path.slice(name.length + 1));
  const found = folders
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((path) => [folder, path] as const))
    .filter(([, path]) => (isBuiltHere ? path === file : isIt(path)))
    .map(([folder, path]) => `${folder}/${path}`);
  const where = folders.join(", ");
  if (format === "apk")
    return only(found, `there is no ${name}-*.apk in ${where}: it takes an apk with mkpkg`);
  const fitting = found.filter((path) => path.endsWith(`_${architecture}.ipk`));
  if (fitting.length === 0 && found.length > 0)
    throw refusal(`${found[0]} is for other routers: this one has packages of ${architecture}`);
  const path = only(fitting, `there is no ${name}_*_${architecture}.ipk in ${where}`);
  const own = architectureIn(path);
  if (own !== architecture)
    throw refusal(`${path} says that it is for ${own}; this router has ${architecture}`);
  return path;
}

function only(paths: readonly string[], none: string): string {
  if (paths.length === 0) throw refusal(none);
  if (paths.length > 1) throw refusal(`which of ${paths.join(", ")}? Remove the others`);
  return paths[0];
}

/** What the control file of an .ipk says. */
function architectureIn(path: string): string {
  try {
    const member = (archive: Uint8Array, name: string) =>
      readTar(gunzipSync(archive)).find((entry) => entry.path === name)!.content!;
    const control = member(member(readFileSync(path), "./control.tar.gz"), "./control");
    return /^Architecture: (.*)$/m.exec(new TextDecoder().decode(control))?.[1] ?? "none";
  } catch (error) {
    throw refusal(`${path} is no whole package: ${(error as Error).message}`);
  }
}

function refusal(reason: string): Refusal {
  return new Refusal([reason]);
}
