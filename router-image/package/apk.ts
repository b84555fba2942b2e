// apk's package (v3), which the program apk alone writes.

import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { lutimesSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { ANY, type PackageArchitecture } from "./architecture.ts";
import { apkScript, dependsOf, ownScript } from "./control.ts";
import type { Makefile } from "./makefile.ts";
import { file, withFolders, writeTree } from "./tree.ts";
import type { Entry } from "./ustar.ts";

/** What apk calls what opkg calls all. */
const NO_ARCHITECTURE = "noarch";

/**
 * Why there can be none here; undefined where there can. An apk that makes packages misses the name of this one; apk 2
 * knows no mkpkg, and 3 need not know --help. What it packs has the owners that it sees.
 */
export function whyNoApk(): string | undefined {
  const { stderr } = spawnSync("apk", ["mkpkg"], { stdio: ["ignore", "ignore", "pipe"], encoding: "utf8" });
  if (!/'name' not provided/.test(stderr ?? "")) return "there is no apk with mkpkg (apk-tools 3) on PATH";
  const isAlone = !isRoot() && spawnSync("fakeroot", ["--version"], { stdio: "ignore" }).status !== 0;
  return isAlone ? "files would not be root's: there is no fakeroot on PATH" : undefined;
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** Writes the package to `output`; `time` (seconds since 1970) is every file's. Throws what apk says. */
export function writeApk(
  makefile: Makefile,
  { packages }: PackageArchitecture,
  tree: readonly Entry[],
  time: number,
  { output, folder }: { readonly output: string; readonly folder: string },
): void {
  const { name, version, license, title } = makefile;
  const files = `${folder}/files`;
  const scripts = `${folder}/scripts`;
  const whole = withFolders([...tree.filter(({ type }) => type !== "folder"), ...records(makefile, tree)]);
  writeTree(whole, files);
  for (const { path } of whole.toReversed()) lutimesSync(`${files}/${path}`, time, time);
  rmSync(scripts, { recursive: true, force: true });
  mkdirSync(scripts, { recursive: true });
  const script = (type: string, content: string): string[] => {
    writeFileSync(`${scripts}/${type}`, content, { mode: 0o755 });
    return ["--script", `${type}:${scripts}/${type}`];
  };
  const info = (field: string, value: string): string[] => ["--info", `${field}:${value}`];
  const command = [
    "mkpkg",
    ...info("name", name),
    ...info("version", version),
    ...info("description", title),
    ...info("arch", packages === ANY.packages ? NO_ARCHITECTURE : packages),
    ...info("license", license),
    ...info("origin", name),
    ...info("depends", dependsOf(makefile).join(" ")),
    ...script("post-install", apkScript("postinst", makefile)),
    ...script("post-upgrade", apkScript("postupgrade", makefile)),
    ...script("pre-deinstall", apkScript("prerm", makefile)),
    ...(makefile.afterRemoval.length === 0 ? [] : script("post-deinstall", ownScript(makefile.afterRemoval))),
    ...["--files", files, "--output", output],
  ];
  const environment = { ...process.env, SOURCE_DATE_EPOCH: String(time) };
  const [program, ...words] = isRoot() ? ["apk", ...command] : ["fakeroot", "apk", ...command];
  execFileSync(program, words, { stdio: ["ignore", "ignore", "inherit"], env: environment });
  rmSync(folder, { recursive: true });
}

/** Where OpenWrt's functions look up what belongs to a package: its files, its user, what an upgrade leaves alone. */
function records({ name, user, configurationFiles }: Makefile, tree: readonly Entry[]): Entry[] {
  const record = (kind: string, lines: readonly string[]): Entry =>
    file(
      `./lib/apk/packages/${name}.${kind}`,
      new TextEncoder().encode(lines.map((line) => `${line}\n`).join("")),
    );
  const sums = configurationFiles.map((path) => {
    const { content } = tree.find((entry) => entry.path === `.${path}`)!;
    return `${path} ${createHash("sha256").update(content!).digest("hex")}`;
  });
  const files = tree.filter(({ type }) => type !== "folder").map(({ path }) => path.slice(1));
  return [
    record("list", files),
    ...(user === undefined ? [] : [record("rusers", [user])]),
    ...(sums.length === 0 ? [] : [record("conffiles", configurationFiles), record("conffiles_static", sums)]),
  ];
}
