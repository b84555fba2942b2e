import { besideBundle, fileExists } from "../../platform/files.ts";
import { checkTable, readTable, reasonAgainstFile, type TableFile } from "../table-file.ts";
import { AsnFile } from "./file.ts";
import type { AsnMetadata } from "./metadata.ts";
import { AsnSearch, type SystemOf } from "./search.ts";
import { ASN_FORMAT, reasonAgainst } from "./validate.ts";
import { AsnView } from "./view.ts";

/** A table of autonomous systems that may be used: its image has been validated. */
export class AsnTable {
  readonly image: Uint8Array;
  readonly metadata: AsnMetadata;
  readonly systemOf: SystemOf;

  constructor(view: AsnView) {
    this.image = view.image;
    this.metadata = JSON.parse(view.metadataText) as AsnMetadata;
    this.systemOf = new AsnSearch(view.columns).systemOf;
  }
}

const FILE: TableFile = {
  format: ASN_FORMAT,
  installed: besideBundle("asn.table"),
  reasonAgainst,
  missing: "ASN_TABLE_MISSING",
  invalid: "ASN_TABLE_INVALID",
};

export const INSTALLED_ASN_TABLE = FILE.installed;

/** Throws ASN_TABLE_MISSING, ASN_TABLE_INVALID, FILE_UNREADABLE. */
export function loadAsnTable(path: string): AsnTable {
  return new AsnTable(new AsnView(readTable(path, FILE)));
}

/** The one that was built with this program; undefined where it was left out. */
export function loadInstalledAsnTable(): AsnTable | undefined {
  return fileExists(INSTALLED_ASN_TABLE) ? loadAsnTable(INSTALLED_ASN_TABLE) : undefined;
}

/** Why a table that is there must not be used, or undefined. Throws FILE_UNREADABLE. */
export function reasonAgainstAsnTable(path: string): string | undefined {
  return reasonAgainstFile(path, FILE);
}

/** A table that is read from its file when it is asked; the same errors. */
export function openAsnTable(path: string): AsnFile {
  checkTable(path, FILE);
  return new AsnFile(path);
}

/** The one that was built with this program; undefined where it was left out. */
export function openInstalledAsnTable(): AsnFile | undefined {
  return fileExists(INSTALLED_ASN_TABLE) ? openAsnTable(INSTALLED_ASN_TABLE) : undefined;
}
