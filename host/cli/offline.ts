// What `replay` and `dissect` share: a classifier with a country table, and a capture to walk.

import { InvalidArgumentError, Option } from "commander";
import { LOCAL_PREFIXES_MAX } from "../../assembly/abi.ts";
import { type Prefix, parsePrefix } from "../address.ts";
import { openCapture } from "../capture/open.ts";
import type { CaptureSource } from "../capture/source.ts";
import { Classifier } from "../classifier/classifier.ts";
import { OperatorError } from "../errors.ts";
import { type CountryTable, INSTALLED_TABLE, loadCountryTable } from "../geo/table.ts";
import { writeError } from "../platform/terminal.ts";
import { printable } from "../text.ts";

export interface OfflineOptions {
  readonly geo: string;
  readonly local: readonly Prefix[];
}

export interface Offline {
  readonly classifier: Classifier;
  readonly table: CountryTable;
  readonly source: CaptureSource;
}

export function geoOption(): Option {
  return new Option("--geo <table>", "country table to use").default(INSTALLED_TABLE, "the built one");
}

export function localOption(): Option {
  return new Option("--local <cidr>", "addresses that are local as well; repeatable")
    .argParser((text: string, before: readonly Prefix[]) => {
      const prefix = parsePrefix(text);
      if (!prefix) throw new InvalidArgumentError("Give a prefix such as 192.0.2.0/24 or 2001:db8::/32.");
      if (before.length === LOCAL_PREFIXES_MAX)
        throw new InvalidArgumentError(`At most ${LOCAL_PREFIXES_MAX} prefixes can be given.`);
      return [...before, prefix];
    })
    .default([], "none");
}

/** How a capture is called in what people read. */
export function captureName(path: string): string {
  return path === "-" ? "standard input" : printable(path);
}

/** Loads everything that stands before the first packet. Throws the errors of each part. */
export function openOffline(path: string, { geo, local }: OfflineOptions): Offline {
  const classifier = Classifier.load("replay");
  // Read to where it is used; what does not fit there is refused.
  const table = loadCountryTable(geo, classifier.geoArea);
  classifier.setLocalPrefixes(local);
  return { classifier, table, source: openCapture(path, classifier) };
}

/**
 * Names on standard error what could not be read: a line for each interface of an unsupported link type and for
 * each damage. Throws NO_SUPPORTED_INTERFACE where nothing could be read at all.
 */
export function nameWhatWasNotRead(path: string, { classifier, source }: Offline): void {
  const name = captureName(path);
  const { interfaces, damage } = source;
  const refused = interfaces.filter(({ linkType }) => !classifier.isSupported(linkType));
  for (const { number, linkType } of refused)
    writeError(`bordertap: interface ${number} has link type ${linkType}, which is not read\n`);
  for (const { offset, reason } of damage)
    writeError(`bordertap: ${name} is damaged at offset ${offset}: ${printable(reason)}\n`);
  if (interfaces.length > 0 && refused.length === interfaces.length)
    throw new OperatorError("NO_SUPPORTED_INTERFACE", name, "every interface is of another link type.");
}
