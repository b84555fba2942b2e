import { closeSync, fsyncSync, openSync, unlinkSync, writeSync } from "node:fs";
import { OperatorError } from "../errors.ts";
import { giveToOwnerAround } from "./owner.ts";

/** A new file, written forwards. Every method but discard throws OUTPUT_UNWRITABLE. */
export class OutputFile {
  readonly path: string;
  readonly #descriptor: number;
  #isOpen = true;

  /** There must be no file of this name. `mode` is who may read it (chmod(2)). */
  constructor(path: string, mode = 0o644) {
    this.path = path;
    this.#descriptor = this.#tried(() => openSync(path, "wx", mode));
    this.#tried(() => giveToOwnerAround(path, this.#descriptor));
  }

  write(content: Uint8Array): void {
    for (let at = 0; at < content.length; ) at += this.#tried(() => writeSync(this.#descriptor, content, at));
  }

  /** Returns once all of it is where a power cut leaves it. */
  finish(): void {
    this.#tried(() => fsyncSync(this.#descriptor));
    this.#close();
  }

  /** Removes it, finished or not. */
  discard(): void {
    this.#close();
    try {
      unlinkSync(this.path);
    } catch {
      // Whoever removed it before did our work.
    }
  }

  #close(): void {
    if (this.#isOpen) closeSync(this.#descriptor);
    this.#isOpen = false;
  }

  #tried<T>(action: () => T): T {
    try {
      return action();
    } catch (error) {
      throw new OperatorError("OUTPUT_UNWRITABLE", this.path, (error as Error).message);
    }
  }
}
