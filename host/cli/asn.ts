import { Option } from "commander";
import { type AsnTable, loadAsnTable, loadInstalledAsnTable } from "../geo/asn/table.ts";

export interface AsnOptions {
  /** Undefined: the installed one, where there is one. False: none. */
  readonly asn?: string | false;
}

export function asnOption(): Option {
  return new Option("--asn <table>", "table of autonomous systems to use (default: the built one)");
}

export function noAsnOption(): Option {
  return new Option("--no-asn", "leave autonomous systems out");
}

/** Throws ASN_TABLE_MISSING, ASN_TABLE_INVALID, FILE_UNREADABLE. */
export function chosenAsnTable({ asn }: AsnOptions): AsnTable | undefined {
  if (asn === false) return undefined;
  return asn === undefined ? loadInstalledAsnTable() : loadAsnTable(asn);
}
