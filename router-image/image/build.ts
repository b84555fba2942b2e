// An image, step by step as planned.

import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { localFile } from "../../host/geo/update/fetch-file.ts";
import { CLONE } from "../package/clone.ts";
import { pinnedArchive } from "../publisher.ts";
import { builderMistakes } from "./builder.ts";
import { writeOverlay } from "./overlay.ts";
import { packageFile } from "./packages.ts";
import { EXTRA_NAME } from "./places.ts";
import type { Command, Download, Plan } from "./plan.ts";
import { commandText } from "./plan-text.ts";
import { Refusal } from "./refusal.ts";
import { HERE, type Surroundings } from "./requirements.ts";

type Tell = (line: string) => void;
type Disk = Pick<Surroundings, "freeOctets">;

/** One of the files that came out. */
export interface Output {
  readonly path: string;
  readonly sha256: string;
}

/** Of a folder that was unpacked: which archive it is of. */
const ORIGIN = ".bordertap-origin";
/** Below that a step that failed has probably failed of it. */
const FULL_OCTETS = 64 * 2 ** 20;
const NOT_IMAGES = /\.(manifest|json|buildinfo|bom\.cdx\.json)$|^sha256sums$/;

/** Throws a Refusal, or what a server, a disk or a program did not do. */
export async function build(plan: Plan, tell: Tell, disk: Disk = HERE): Promise<Output[]> {
  const { device, release, builder } = plan;
  const run = (command: Command) => runCommand(command, plan.work, tell, disk);
  if (plan.download) await unpackBuilder(plan, plan.download, run, tell);
  const mistakes = builderMistakes(builder, device, release);
  if (mistakes.length > 0) throw new Refusal(mistakes);
  if (plan.package) run(plan.package);
  putPackages(plan, tell);
  writeOverlay(plan.overlay.folder, plan.overlay.made, plan.overlay.files);
  rmSync(plan.output, { recursive: true, force: true });
  mkdirSync(plan.output, { recursive: true });
  run(plan.make);
  return collected(plan);
}

async function unpackBuilder(
  plan: Plan,
  download: Download,
  run: (command: Command) => void,
  tell: Tell,
): Promise<void> {
  const { url, sha256, archive, unpack, unpacked } = download;
  // The caller has seen that there is one.
  const pinned = sha256!;
  const origin = `${plan.builder}/${ORIGIN}`;
  if (existsSync(origin) && readFileSync(origin, "utf8").trim() === pinned) return;
  if (!existsSync(archive)) tell(`downloading ${url}`);
  await pinnedArchive(url, pinned, `${plan.work}/download`);
  for (const folder of [plan.builder, unpacked]) rmSync(folder, { recursive: true, force: true });
  mkdirSync(unpacked, { recursive: true });
  run(unpack);
  writeFileSync(`${unpacked}/${ORIGIN}`, `${pinned}\n`);
  renameSync(unpacked, plan.builder);
}

function putPackages(plan: Plan, tell: Tell): void {
  const { own, release, builder, packageFolders } = plan;
  const folder = `${builder}/packages`;
  const paths = own.map((one) =>
    packageFile(one, release.format, packageFolders, plan.package !== undefined),
  );
  if (release.format === "apk")
    for (const [at, { architecture }] of own.entries()) seeApk(paths[at], architecture, builder);
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) {
    const isOurs = /^(bordertap|bordertap-node|luci-app-bordertap)([_-]\d[^/]*)\.(ipk|apk)$/.test(name);
    // The index is made anew where there is none.
    if (isOurs || /^(Packages(\.gz|\.sig|\.manifest)?|packages\.adb)$/.test(name))
      rmSync(`${folder}/${name}`);
  }
  for (const path of paths) {
    tell(`package ${path}`);
    copyFileSync(path, `${folder}/${path.split("/").at(-1)}`);
  }
}

/** An .apk's name does not say whose it is: the ImageBuilder's own apk reads it. */
function seeApk(path: string, architecture: string, builder: string): void {
  const { status, stdout, error } = spawnSync(`${builder}/staging_dir/host/bin/apk`, ["adbdump", path], {
    encoding: "utf8",
  });
  if (error)
    throw new Refusal([`${builder} has no staging_dir/host/bin/apk that runs: take one unpacked anew`]);
  const own = /^ *arch: (\S+)$/m.exec(stdout)?.[1];
  if (status !== 0 || own === undefined)
    throw new Refusal([`${path} is no whole package: apk cannot read it`]);
  const wanted = architecture === "all" ? "noarch" : architecture;
  if (own !== wanted) throw new Refusal([`${path} says that it is for ${own}; this router has ${wanted}`]);
}

/** Its words go to standard error; standard output is for the result. */
function runCommand(command: Command, work: string, tell: Tell, disk: Disk): void {
  tell(commandText(command));
  const [program, ...args] = command.argv;
  // make tells those below of its own options.
  const { MAKEFLAGS: _, MAKELEVEL: __, ...environment } = process.env;
  const path = [environment.PATH, command.pathEnd].filter((part) => part !== undefined).join(":");
  const { status, signal, error } = spawnSync(program, args, {
    cwd: CLONE,
    env: { ...environment, PATH: path },
    stdio: ["ignore", 2, 2],
  });
  if (status === 0) return;
  const free = disk.freeOctets(work);
  const full =
    free < FULL_OCTETS ? [`${work} is full: ${Math.floor(free / 2 ** 20)} MiB are left; make room`] : [];
  const how = error?.message ?? (signal === null ? `ended with status ${status}` : `was ended by ${signal}`);
  throw new Refusal([`${program} ${how}; what it said is above`, ...full]);
}

/** Writes sha256sums beside what came out; throws where that is no image of ours. */
function collected({ output, own, device }: Plan): Output[] {
  const names = readdirSync(output)
    .filter((name) => statSync(`${output}/${name}`).isFile() && name !== "sha256sums")
    .sort();
  if (!names.some((name) => name.includes(EXTRA_NAME) && !NOT_IMAGES.test(name)))
    throw new Refusal([
      `make has left no image of ${device.profile} in ${output}: it may be too large for its flash; what it said is above`,
    ]);
  const manifest = names.find((name) => name.endsWith(".manifest"));
  if (manifest !== undefined) {
    const text = readFileSync(`${output}/${manifest}`, "utf8");
    const missing = own.filter(({ name }) => !new RegExp(`^${name}(?:\\s|-\\d|$)`, "m").test(text));
    if (missing.length > 0)
      throw new Refusal([
        `${output}/${manifest} lacks ${missing.map(({ name }) => name).join(", ")}: the image is without`,
      ]);
  }
  const outputs = names.map((name) => ({ name, sha256: localFile(`${output}/${name}`).sha256 }));
  writeFileSync(`${output}/sha256sums`, outputs.map(({ name, sha256 }) => `${sha256} *${name}\n`).join(""));
  return outputs.map(({ name, sha256 }) => ({ path: `${output}/${name}`, sha256 }));
}
