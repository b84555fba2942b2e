import { IMAGE_SIZE_MAX } from "../../../assembly/geo/image.ts";
import { OperatorError } from "../../errors.ts";
import { readSmallFile } from "../../platform/files.ts";
import { ImageView } from "../image.ts";
import { CountryTable } from "../table.ts";
import { reasonAgainst } from "../validate.ts";

/** Reads tables one after the other into the same memory: a router has no room for two. */
export class TableReader {
  /** One octet more than fits, to see whether there are more. */
  readonly #memory = new Uint8Array(IMAGE_SIZE_MAX + 1);

  /** A table that may be loaded, or why not. The next one that is read overwrites it. */
  read(path: string): CountryTable | string {
    let image: Uint8Array | undefined;
    try {
      image = readSmallFile(path, IMAGE_SIZE_MAX, this.#memory);
    } catch (error) {
      if (error instanceof OperatorError) return error.message;
      throw error;
    }
    if (image === undefined) return `it has more than ${IMAGE_SIZE_MAX} octets.`;
    return reasonAgainst(image) ?? new CountryTable(new ImageView(image));
  }

  isUsable(path: string): boolean {
    return typeof this.read(path) !== "string";
  }
}
