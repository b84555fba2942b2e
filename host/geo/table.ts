import { besideBundle } from "../platform/files.ts";
import { CODE_UNKNOWN } from "./codes.ts";
import { ImageView } from "./image.ts";
import type { Metadata } from "./metadata.ts";
import { countryName } from "./names.ts";
import { checkTable, readTable, reasonAgainstFile, type TableFile } from "./table-file.ts";
import { COUNTRY_FORMAT, reasonAgainst } from "./validate.ts";

/** A country table that may be loaded: its image has been validated. */
export class CountryTable {
  /** What Classifier.loadGeo takes. */
  readonly image: Uint8Array;
  readonly view: ImageView;
  readonly metadata: Metadata;
  /** By number. */
  readonly #codes: readonly string[];

  constructor(view: ImageView) {
    this.image = view.image;
    this.view = view;
    this.metadata = JSON.parse(view.metadataText) as Metadata;
    this.#codes = view.countries;
  }

  /** By number; null's is empty. */
  get codes(): readonly string[] {
    return this.#codes;
  }

  /** The same table where its image has been copied to. */
  movedTo(area: Uint8Array): CountryTable {
    return new CountryTable(new ImageView(area.subarray(0, this.image.length)));
  }

  /** The ISO code of a country number; null for special-purpose addresses, ZZ for the unknown. */
  readonly codeOf = (country: number): string | null => {
    return country === 0 ? null : (this.#codes[country] ?? CODE_UNKNOWN);
  };

  /** The English name of a code. */
  nameOf(code: string): string {
    return countryName(code);
  }

  /** The first opinion, as `lookup` names it. */
  get database(): { name: string; date?: string } {
    const first = this.metadata.sources.find(({ opinion }) => opinion === "first");
    return { name: first?.name ?? "none", date: first?.date };
  }
}

const FILE: TableFile = {
  format: COUNTRY_FORMAT,
  installed: besideBundle("geo.table"),
  reasonAgainst,
  missing: "GEO_TABLE_MISSING",
  invalid: "GEO_TABLE_INVALID",
};

export const INSTALLED_TABLE = FILE.installed;

/** Throws GEO_TABLE_MISSING, GEO_TABLE_INVALID, FILE_UNREADABLE. */
export function checkCountryTable(path: string): void {
  checkTable(path, FILE);
}

/** Why a table that is there must not be loaded, or undefined. Throws FILE_UNREADABLE. */
export function reasonAgainstCountryTable(path: string): string | undefined {
  return reasonAgainstFile(path, FILE);
}

/** Its image lies in `target`, where that is given. Throws GEO_TABLE_MISSING, GEO_TABLE_INVALID, FILE_UNREADABLE. */
export function loadCountryTable(path: string, target?: Uint8Array): CountryTable {
  return new CountryTable(new ImageView(readTable(path, FILE, target)));
}
