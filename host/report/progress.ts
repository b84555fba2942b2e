import { bytesText } from "./text.ts";

const BAR_WIDTH = 30;
/** Shorter work needs no bar. */
const SILENT_MS = 400;
const INTERVAL_MS = 100;

/** A bar on a terminal while a long file is read. */
export class Progress {
  readonly #size: number | undefined;
  readonly #write: (text: string) => void;
  #nextAt = performance.now() + SILENT_MS;
  #shown = false;

  /** `size` in octets, undefined where only the end will tell. */
  constructor(size: number | undefined, write: (text: string) => void) {
    this.#size = size;
    this.#write = write;
  }

  show(position: number): void {
    const now = performance.now();
    if (now < this.#nextAt) return;
    this.#nextAt = now + INTERVAL_MS;
    this.#shown = true;
    if (this.#size === undefined) {
      this.#write(`\r${bytesText(position)} read\x1b[K`);
      return;
    }
    const share = Math.min(1, position / this.#size);
    const filled = Math.round(share * BAR_WIDTH);
    const bar = "█".repeat(filled) + "░".repeat(BAR_WIDTH - filled);
    this.#write(`\r${bar} ${Math.floor(share * 100)} % of ${bytesText(this.#size)}\x1b[K`);
  }

  clear(): void {
    if (this.#shown) this.#write("\r\x1b[K");
  }
}
