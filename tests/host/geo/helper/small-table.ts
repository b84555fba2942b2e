import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Address, parseAddress } from "../../../../host/address.ts";
import { buildImage } from "../../../../host/geo/build/build.ts";
import { ImageView } from "../../../../host/geo/image.ts";
import { CountryTable } from "../../../../host/geo/table.ts";
import { reasonAgainst } from "../../../../host/geo/validate.ts";
import { Lookups } from "./lookups.ts";

/** Contents of the files to build from. */
export interface Contents {
  readonly first: string | Uint8Array;
  readonly second?: string;
  readonly override?: string;
}

/** Builds from files that exist only as long as that takes. */
export function builtImage({ first, second, override }: Contents): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), "bordertap-"));
  function file(name: string, content: string | Uint8Array | undefined): string[] {
    if (content === undefined) return [];
    writeFileSync(join(folder, name), content);
    return [join(folder, name)];
  }
  try {
    const [overridePath] = file("override.txt", override);
    return buildImage({
      first: file("first", first),
      second: file("second.csv", second),
      override: overridePath,
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A table and the product's lookups over it. */
export class AskedTable {
  readonly table: CountryTable;
  readonly lookups: Lookups;

  constructor(image: Uint8Array) {
    const reason = reasonAgainst(image);
    if (reason) throw new Error(reason);
    this.table = new CountryTable(new ImageView(image));
    this.lookups = new Lookups(image);
  }

  ask(address: string | Address): { country: string | null; other: string | undefined } {
    const answer = this.lookups.answer(typeof address === "string" ? parseAddress(address)! : address);
    const other = answer >> 8 === 0 ? undefined : (this.table.codeOf(answer >> 8) ?? "null");
    return { country: this.table.codeOf(answer & 0xff), other };
  }
}

export function builtTable(contents: Contents): AskedTable {
  return new AskedTable(builtImage(contents));
}
