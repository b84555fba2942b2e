// The packages of one kind of router.

import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { readPin } from "../node/pin.ts";
import { PIN_FILE } from "../node/places.ts";
import { nodeTree } from "../node/tree.ts";
import { whyNoApk, writeApk } from "./apk.ts";
import { ANY, type Architecture, type PackageArchitecture } from "./architecture.ts";
import { CLONE, FEED } from "./clone.ts";
import { ipkOf } from "./ipk.ts";
import { type Makefile, readLuciMakefile, readMakefile } from "./makefile.ts";
import { luciTree, programTree, writeTree } from "./tree.ts";
import type { Entry } from "./ustar.ts";

export const OUTPUT = `${CLONE}/build/package`;

/** Of what is downloaded to a router, Node.js aside. */
export const COMPRESSED_OCTETS_MAX = 8_000_000;
/** npm's own for what it packs: 1985-10-26T08:15:00Z. Some programs warn of files from 1970. */
export const TIME = 499_162_500;

type Tell = (line: string) => void;

/** Builds what can be built, and tells of each package by a line; throws where ours is too large. */
export async function buildPackages(architecture: Architecture, tell: Tell): Promise<void> {
  const makefile = readMakefile(`${FEED}/bordertap/Makefile`);
  const tree = programTree(architecture);
  // For the feed's Makefile.
  writeTree(tree, `${OUTPUT}/${architecture.processor}/${makefile.name}`);
  const octets = buildPackage(makefile, architecture, tree, tell);
  if (octets > COMPRESSED_OCTETS_MAX)
    throw new Error(`${makefile.name} has ${octets} octets; ${COMPRESSED_OCTETS_MAX} are allowed`);

  const pin = readPin(readFileSync(PIN_FILE, "utf8"));
  const node = readMakefile(`${FEED}/bordertap-node/Makefile`, { NODE_VERSION: pin?.version ?? "" });
  if (pin) buildPackage(node, architecture, await nodeTree(pin, architecture.processor), tell);
  else tell(`${node.name}: skipped, no Node.js is pinned: run 'npm run pin'`);
}

/** LuCI's pages are the same for every router. */
export function buildLuciPackage(tell: Tell): void {
  buildPackage(readLuciMakefile(`${FEED}/luci-app-bordertap/Makefile`), ANY, luciTree(), tell);
}

/** As package managers name a package's file. */
export function ipkName({ name, version }: Makefile, { packages }: PackageArchitecture): string {
  return `${name}_${version}_${packages}.ipk`;
}

export function apkName({ name, version }: Makefile): string {
  return `${name}-${version}.apk`;
}

/** Octets of the .ipk. */
function buildPackage(
  makefile: Makefile,
  architecture: PackageArchitecture,
  tree: readonly Entry[],
  tell: Tell,
): number {
  const time = Number(process.env.SOURCE_DATE_EPOCH ?? TIME);
  const folder = `${OUTPUT}/${architecture.packages}`;
  mkdirSync(folder, { recursive: true });
  const installed = tree.reduce((octets, { content }) => octets + (content?.length ?? 0), 0);
  const ipk = ipkOf(makefile, architecture, tree, time);
  const path = `${folder}/${ipkName(makefile, architecture)}`;
  writeFileSync(path, ipk);
  tell(`${relative(path)}: ${megabytes(ipk.length)}, ${megabytes(installed)} installed`);

  const apk = `${folder}/${apkName(makefile)}`;
  const reason = whyNoApk();
  if (reason === undefined) {
    writeApk(makefile, architecture, tree, time, { output: apk, folder: `${folder}/${makefile.name}.files` });
    tell(`${relative(apk)}: ${megabytes(statSync(apk).size)}`);
  } else {
    tell(`${relative(apk)}: skipped, ${reason}`);
  }
  return ipk.length;
}

function relative(path: string): string {
  return path.slice(CLONE.length + 1);
}

function megabytes(octets: number): string {
  return `${(octets / 1e6).toFixed(2)} MB`;
}
