// Which ImageBuilder images are made by: its URL and its SHA-256, a pair for each release and target, in pins.json.

import { readFileSync, writeFileSync } from "node:fs";
import { checksumIn } from "../../host/geo/update/checksum.ts";
import { fetchText } from "../publisher.ts";
import { ARCHIVE_END, builderName, targetUrl } from "./places.ts";
import { Refusal } from "./refusal.ts";

export interface Pin {
  readonly url: string;
  /** 64 hexadecimal digits. */
  readonly sha256: string;
}

/** By release, then by target. */
export type Pins = Readonly<Record<string, Readonly<Record<string, Pin>>>>;

/** Throws where the file is not what pinning writes. */
export function readPins(path: string): Pins {
  const pins: unknown = JSON.parse(readFileSync(path, "utf8"));
  const isWhole =
    isRecord(pins) && Object.values(pins).every((ofRelease) => isRecord(ofRelease) && areWhole(ofRelease));
  if (!isWhole) throw new Refusal([`${path} is not whole: mend it, or write {} and run --pin`]);
  return pins as Pins;
}

function areWhole(pins: Readonly<Record<string, unknown>>): boolean {
  return Object.values(pins).every(
    (pin) =>
      isRecord(pin) &&
      typeof pin.url === "string" &&
      URL.canParse(pin.url) &&
      /^[0-9a-f]{64}$/.test(String(pin.sha256)),
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function pinOf(pins: Pins, release: string, target: string): Pin | undefined {
  return pins[release]?.[target];
}

/** Asks the publisher for the pin of each target, and tells it; throws, and nothing is written, where one lacks. */
export async function pinTargets(
  path: string,
  release: string,
  targets: readonly string[],
  from: string,
  tell: (line: string) => void,
): Promise<void> {
  const before = readPins(path);
  const pins: Record<string, Pin> = { ...before[release] };
  const wrong: string[] = [];
  for (const target of targets) {
    const folder = targetUrl(from, release, target);
    const name = `${builderName(release, target)}${ARCHIVE_END}`;
    const pin = { url: `${folder}/${name}`, sha256: await publishedSum(`${folder}/sha256sums`, name) };
    const old = pins[target];
    // What was released is not changed any more: then either the publisher or the way to it is another.
    if (old && old.sha256 !== pin.sha256)
      wrong.push(
        `${target}: ${old.sha256} is pinned, and the publisher now says ${pin.sha256}: find out why`,
      );
    pins[target] = pin;
    tell(`${pin.sha256}  ${pin.url}`);
  }
  if (wrong.length > 0) throw new Refusal([...wrong, `nothing was written to ${path}`]);
  writeFileSync(path, `${JSON.stringify(sorted({ ...before, [release]: sorted(pins) }), null, 2)}\n`);
}

async function publishedSum(url: string, name: string): Promise<string> {
  const text = await fetchText(url);
  // A file with one line is taken for that of its only file: here it has to name it.
  const lines = text.split(/\r?\n/).filter((line) => line.endsWith(` ${name}`) || line.endsWith(`*${name}`));
  if (lines.length === 0) throw new Refusal([`${url} has no SHA-256 of ${name}`]);
  return checksumIn(lines.join("\n"), name);
}

function sorted<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
