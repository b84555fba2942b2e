import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HEADER_SECTIONS, HEADER_SHA256 } from "../../../../assembly/geo/image.ts";
import { AsnTable } from "../../../../host/geo/asn/table.ts";
import { AsnView } from "../../../../host/geo/asn/view.ts";
import { buildAsnImage } from "../../../../host/geo/build/asn.ts";
import { sha256Octets } from "../../../../host/platform/hash.ts";
import { ASN, countryIn, isSpecial, numericRows, type Rows, SPECIAL4, SPECIAL6 } from "./rows.ts";

let image: Uint8Array | undefined;

/** The table of the pinned package. */
export function fullAsnImage(): Uint8Array {
  image ??= buildAsnImage(ASN);
  return image;
}

export function tableOf(image: Uint8Array): AsnTable {
  return new AsnTable(new AsnView(image));
}

/** Builds from a file that exists only as long as that takes. */
export function builtAsnImage(rows: string): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), "bordertap-"));
  try {
    writeFileSync(join(folder, "asn.csv"), rows);
    return buildAsnImage([join(folder, "asn.csv")]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** An image changed, and its SHA-256 made good: what only a liar writes. */
export function signed(image: Uint8Array, change: (header: DataView) => void): Uint8Array {
  const changed = image.slice();
  change(new DataView(changed.buffer));
  changed.set(sha256Octets(changed.subarray(HEADER_SECTIONS)), HEADER_SHA256);
  return changed;
}

/** One family's rows, searched as plainly as can be. */
export class AsnOracle {
  readonly rows: Rows;
  readonly #special: readonly { first: bigint; last: bigint }[];

  constructor(version: 4 | 6) {
    this.rows = numericRows(ASN[version === 4 ? 0 : 1]);
    this.#special = version === 4 ? SPECIAL4 : SPECIAL6;
  }

  expect(key: bigint): number | undefined {
    const asn = isSpecial(this.#special, key) ? undefined : countryIn(this.rows, key);
    return asn === undefined ? undefined : Number(asn);
  }
}

/** Organizations by AS number, which the pinned package names once each. */
export function organizationsByAsn(): Map<number, string> {
  const organizations = new Map<number, string>();
  for (const path of ASN)
    for (const [, asn, quoted, plain] of readFileSync(path, "utf8").matchAll(
      /^[^,]+,[^,]+,(\d+),(?:"(.*)"|(.*))$/gm,
    ))
      organizations.set(Number(asn), (quoted?.replaceAll('""', '"') ?? plain).trim());
  return organizations;
}
