import { statSync } from "node:fs";
import { OperatorError } from "../errors.ts";
import { InputFile } from "./files.ts";

/** A file that another program rewrites: it is read again when it has changed. */
export class WatchedFile {
  readonly #path: string;
  readonly #target: Uint8Array;
  #stamp: string | undefined = "";
  #settling = false;

  /** Only the first `sizeMax` octets are read. */
  constructor(path: string, sizeMax: number) {
    this.#path = path;
    this.#target = new Uint8Array(sizeMax);
  }

  /**
   * What is in it, valid until the next call, where it may differ from the last time; no octets where there is no
   * file or it cannot be read. A change is read twice, at this call and at the next: the writer may be at it still,
   * and a second change of the same size may have the same time.
   */
  changed(): Uint8Array | undefined {
    const stamp = this.#look();
    const same = stamp === this.#stamp;
    this.#stamp = stamp;
    if (same && !this.#settling) return undefined;
    this.#settling = !same;
    return stamp === undefined ? this.#target.subarray(0, 0) : this.#content();
  }

  /** Size, time and place of the file as it is now; undefined where there is none. */
  #look(): string | undefined {
    try {
      const status = statSync(this.#path, { bigint: true });
      return status.isFile() ? `${status.ino} ${status.size} ${status.mtimeNs} ${status.ctimeNs}` : undefined;
    } catch {
      return undefined;
    }
  }

  #content(): Uint8Array {
    try {
      const file = new InputFile(this.#path);
      try {
        return this.#target.subarray(0, file.readFully(this.#target));
      } finally {
        file.close();
      }
    } catch (error) {
      if (!(error instanceof OperatorError)) throw error;
      return this.#target.subarray(0, 0);
    }
  }
}
