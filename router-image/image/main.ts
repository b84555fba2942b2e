// `npm run image`: an image with bordertap for a router, by OpenWrt's ImageBuilder.

import { existsSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { build } from "./build.ts";
import { builderMistakes } from "./builder.ts";
import type { Device } from "./device.ts";
import { DEVICES } from "./devices.ts";
import { findDevice } from "./find-device.ts";
import { listText } from "./list-text.ts";
import { NODE_PACKAGES, type NodePackage, nodeLacking, packageFile } from "./packages.ts";
import { pinOf, pinTargets, readPins } from "./pin.ts";
import { PIN_FILE, PUBLISHER, WORK } from "./places.ts";
import { type Plan, planOf, type Request } from "./plan.ts";
import { planText } from "./plan-text.ts";
import { Refusal, usage } from "./refusal.ts";
import { type Release, releaseOf } from "./release.ts";
import { lacking } from "./requirements.ts";

const USAGE = `usage: npm run image -- --profile NAME --release X [options]
       npm run image -- --list
       npm run image -- --pin --release X [--profile NAME]...

  --profile NAME     a router, as ImageBuilder calls it; --list shows all
  --release X        of OpenWrt, such as 24.10.4
  --dry-run          prints every step, and does none
  --builder FOLDER   an ImageBuilder that is there already, in the place of a download
  --packages FOLDER  packages that are built already, in the place of 'npm run package'
  --files FOLDER     files of your own, as they are to lie on the router
  --feed URL         a repository of your own that newer packages come from
  --add PACKAGE      one of OpenWrt's packages; -PACKAGE (as --add=-PACKAGE) leaves one out; repeatable
  --node NAME        ${NODE_PACKAGES.join(" or ")}: whose Node.js; the second is OpenWrt's own, in 24.10
  --work FOLDER      where all is written; build/image
  --pin              writes down the SHA-256 that the publisher states of the release's ImageBuilders
  --from URL         the publisher that --pin asks; ${PUBLISHER}
  --pins FILE        where they are written down; router-image/image/pins.json`;

const OPTIONS = {
  profile: { type: "string", multiple: true },
  release: { type: "string" },
  list: { type: "boolean" },
  pin: { type: "boolean" },
  "dry-run": { type: "boolean" },
  builder: { type: "string" },
  packages: { type: "string" },
  files: { type: "string" },
  feed: { type: "string" },
  add: { type: "string", multiple: true },
  node: { type: "string", default: "bordertap-node" },
  work: { type: "string", default: WORK },
  from: { type: "string", default: PUBLISHER },
  pins: { type: "string", default: PIN_FILE },
  help: { type: "boolean" },
} as const;

type Values = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>["values"];

const tell = (line: string) => console.error(line);

async function main(): Promise<void> {
  const { values } = parseArgs({ options: OPTIONS });
  if (values.help) console.log(USAGE);
  else if (values.list) process.stdout.write(listText());
  else if (values.pin) await pin(values);
  else await image(values);
}

async function pin(values: Values): Promise<void> {
  const devices = values.profile?.map(findDevice) ?? DEVICES;
  const targets = [...new Set(devices.map(({ target }) => target))];
  await pinTargets(path(values.pins), wantedRelease(values).name, targets, values.from, console.log);
}

async function image(values: Values): Promise<void> {
  const device = wantedDevice(values);
  const release = wantedRelease(values);
  const request: Request = {
    device,
    release,
    pin: pinOf(readPins(path(values.pins)), release.name, device.target),
    builder: folder("builder", values.builder),
    packages: folder("packages", values.packages),
    files: folder("files", values.files),
    feed: values.feed,
    node: wantedNode(values),
    added: values.add ?? [],
    work: path(values.work),
  };
  const plan = planOf(request);
  const reasons = inTheWay(request, plan);
  if (values["dry-run"]) {
    process.stdout.write(planText(plan, reasons));
    return;
  }
  if (reasons.length > 0) throw new Refusal(reasons);
  for (const { path, sha256 } of await build(plan, tell)) console.log(`${sha256}  ${path}`);
}

/** What can be told before anything is downloaded. */
function inTheWay(request: Request, plan: Plan): string[] {
  const { device, release, pin, builder, packages, node, work } = request;
  const unpinned = `no ImageBuilder is pinned for ${release.name} and ${device.target}: run 'npm run image -- --pin --release ${release.name}'`;
  const withoutNode = nodeLacking(node, release, packages === undefined);
  return [
    ...lacking({ work, release, isDownloaded: builder === undefined }),
    ...(builder === undefined ? [] : builderMistakes(builder, device, release)),
    ...(builder === undefined && pin === undefined ? [unpinned] : []),
    ...(withoutNode === undefined ? [] : [withoutNode]),
    ...(packages === undefined ? [] : packageMistakes(plan)),
  ];
}

function packageMistakes({ own, release, packageFolders }: Plan): string[] {
  return own.flatMap((one) => {
    try {
      packageFile(one, release.format, packageFolders, false);
      return [];
    } catch (error) {
      if (error instanceof Refusal) return error.reasons;
      throw error;
    }
  });
}

function wantedDevice({ profile = [] }: Values): Device {
  if (profile.length !== 1) throw usage("one --profile is needed; 'npm run image -- --list' shows all");
  return findDevice(profile[0]);
}

function wantedRelease({ release }: Values): Release {
  if (release === undefined) throw usage("--release is needed, such as 24.10.4");
  return releaseOf(release);
}

function wantedNode({ node }: Values): NodePackage {
  if (!NODE_PACKAGES.includes(node)) throw usage(`--node ${node} is none of ${NODE_PACKAGES.join(", ")}`);
  return node as NodePackage;
}

/** npm starts this in the clone, wherever it was called. */
function path(path: string): string {
  return resolve(process.env.INIT_CWD ?? ".", path);
}

function folder(option: string, value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  const folder = path(value);
  if (!existsSync(folder) || !statSync(folder).isDirectory())
    throw usage(`--${option} ${value} is no folder`);
  return folder;
}

try {
  await main();
} catch (error) {
  const isUsage = error instanceof TypeError && "code" in error;
  if (isUsage) console.error(`${error.message}\n${USAGE}`);
  else if (error instanceof Refusal) for (const reason of error.reasons) console.error(`image: ${reason}`);
  else console.error(`image: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = isUsage || (error instanceof Refusal && error.isUsage) ? 2 : 1;
}
