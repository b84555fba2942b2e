// What the router and the household take into the virtual machine.

import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { architectureOf } from "../package/architecture.ts";
import { ipkName, TIME } from "../package/build.ts";
import { FEED } from "../package/clone.ts";
import { ipkOf } from "../package/ipk.ts";
import { readMakefile } from "../package/makefile.ts";
import { programTree } from "../package/tree.ts";
import { ALL_HOSTS } from "./hosts.ts";

const INSIDE = fileURLToPath(new URL("inside", import.meta.url));
const TOKEN_OCTETS = 16;
const MAKEFILE = readMakefile(`${FEED}/bordertap/Makefile`);
const ARCHITECTURE = architectureOf("x86_64")!;
/** The name of the package. */
export const PACKAGE = ipkName(MAKEFILE, ARCHITECTURE);

/** Writes to `folder` what is made at once; returns the endpoint's token. */
export async function provide(folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const token = randomBytes(TOKEN_OCTETS).toString("hex");
  writeFileSync(join(folder, "token"), `${token}\n`, { mode: 0o600 });
  const hosts = ALL_HOSTS.map(({ ipv4, ipv6, name }) => `${ipv4} ${ipv6} ${name}\n`);
  writeFileSync(join(folder, "hosts"), hosts.join(""));
  writeCertificate(folder);
  await writeScripts(folder);
  return token;
}

/** Of all hosts, which signed itself. */
function writeCertificate(folder: string): void {
  const names = ALL_HOSTS.map(({ name }) => `DNS:${name}`).join(",");
  const request = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=internet";
  const files = ["-keyout", join(folder, "internet.key"), "-out", join(folder, "internet.pem")];
  execFileSync("openssl", [...request.split(" "), "-addext", `subjectAltName=${names}`, ...files], {
    stdio: "pipe",
  });
}

/** Bundled, since compiling takes seconds inside. */
async function writeScripts(folder: string): Promise<void> {
  await build({
    entryPoints: [join(INSIDE, "household.ts"), join(INSIDE, "internet-servers.ts")],
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    logLevel: "warning",
  });
}

/** Writes what `npm run package` makes for such a machine, whole at once: to pack it takes some seconds. */
export function providePackage(folder: string): void {
  const path = join(folder, PACKAGE);
  writeFileSync(`${path}.part`, ipkOf(MAKEFILE, ARCHITECTURE, programTree(ARCHITECTURE), TIME));
  renameSync(`${path}.part`, path);
}
