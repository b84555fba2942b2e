// Which Node.js routers get: what its publisher lists, and what feed/bordertap-node/pin.mk says.

/** One version in the publisher's index.json. */
export interface Release {
  /** Such as v24.1.0. */
  readonly version: string;
  /** The name of its line, or false. */
  readonly lts: string | false;
  /** Whether it mends what could be attacked. */
  readonly security: boolean;
  /** What it was built for, such as linux-x64-musl. */
  readonly files: readonly string[];
}

export interface Pin {
  /** Such as 24.1.0. */
  readonly version: string;
  /** SHA-256 of the archive in hexadecimal digits, by OpenWrt's name of the processor. */
  readonly sha256: Readonly<Record<Processor, string>>;
}

export type Processor = "x86_64" | "aarch64";

/** As the publisher calls them. */
const BUILDS: Readonly<Record<Processor, string>> = { x86_64: "linux-x64-musl", aarch64: "linux-arm64-musl" };
export const PROCESSORS = Object.keys(BUILDS) as Processor[];

/** Of the archive of a version. */
export function archiveName(version: string, processor: Processor): string {
  return `node-v${version}-${BUILDS[processor]}.tar.xz`;
}

/** The newest one with long-term support that was built for all processors. */
export function currentRelease(releases: readonly Release[]): Release | undefined {
  return releases
    .filter(({ lts }) => lts !== false)
    .filter(isBuilt)
    .sort(newestFirst)[0];
}

/** Of the pinned version's line, those that came after it and mend what could be attacked; newest first. */
export function missedSecurity(releases: readonly Release[], version: string): Release[] {
  const pinned = numbers(version);
  return releases
    .filter((release) => release.security && numbers(release.version)[0] === pinned[0])
    .filter((release) => compare(numbers(release.version), pinned) > 0)
    .sort(newestFirst);
}

function isBuilt({ files }: Release): boolean {
  return Object.values(BUILDS).every((build) => files.includes(build));
}

function newestFirst(a: Release, b: Release): number {
  return compare(numbers(b.version), numbers(a.version));
}

function numbers(version: string): number[] {
  return version.replace(/^v/, "").split(".").map(Number);
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((number, at) => number !== b[at]);
  return at < 0 ? 0 : a[at] - b[at];
}

/** The pin of a version, of its SHASUMS256.txt; throws where that lacks one. */
export function pinOf(version: string, sums: string): Pin {
  const sha256 = Object.fromEntries(
    PROCESSORS.map((processor) => {
      const name = archiveName(version, processor);
      const line = sums.split("\n").find((line) => line.endsWith(`  ${name}`));
      const digest = line?.slice(0, 64) ?? "";
      if (!/^[0-9a-f]{64}$/.test(digest)) throw new Error(`SHASUMS256.txt has no SHA-256 of ${name}`);
      return [processor, digest];
    }),
  ) as Pin["sha256"];
  return { version, sha256 };
}

/** `text` is that of pin.mk, of which the remarks stay. */
export function withPin(text: string, { version, sha256 }: Pin): string {
  const remarks = text.split("\n").filter((line) => line.startsWith("#"));
  const lines = PROCESSORS.map((processor) => `NODE_SHA256_${processor}:=${sha256[processor]}`);
  return `${[...remarks, `NODE_VERSION:=${version}`, ...lines].join("\n")}\n`;
}

/** Undefined where none is pinned; throws where it is not whole. */
export function readPin(text: string): Pin | undefined {
  const value = (name: string) => new RegExp(`^${name}:=(.*)$`, "m").exec(text)?.[1].trim() ?? "";
  const version = value("NODE_VERSION");
  if (version === "") return undefined;
  const sha256 = Object.fromEntries(
    PROCESSORS.map((processor) => [processor, value(`NODE_SHA256_${processor}`)]),
  ) as Pin["sha256"];
  const isWhole =
    /^\d+\.\d+\.\d+$/.test(version) && PROCESSORS.every((one) => /^[0-9a-f]{64}$/.test(sha256[one]));
  if (!isWhole) throw new Error("pin.mk is not whole: run 'npm run pin'");
  return { version, sha256 };
}
