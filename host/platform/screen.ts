/** Assumed where the terminal does not know its size. */
const ROWS_DEFAULT = 24;

const ENTER = "\x1b[?1049h\x1b[?25l";
const LEAVE = "\x1b[?25h\x1b[?1049l";
const CONTROL_C = "\x03";

/** The whole terminal while something is shown that changes; what was there before comes back. */
export class Screen {
  readonly #leave = () => this.#restore();
  #entered = true;

  /** `quit` is called when q or Control-C is pressed. */
  constructor(quit: () => void) {
    process.stdout.write(ENTER);
    process.once("exit", this.#leave);
    const { stdin } = process;
    if (!stdin.isTTY) return;
    stdin.setRawMode(true);
    stdin.setEncoding("utf8");
    stdin.on("data", (keys: string) => {
      if (keys.toLowerCase().includes("q") || keys.includes(CONTROL_C)) quit();
    });
    // A program that ends does not wait for keys.
    stdin.unref();
  }

  get rows(): number {
    return process.stdout.rows || ROWS_DEFAULT;
  }

  /** Lines in place of those that are there, without a flicker. */
  draw(text: string): void {
    process.stdout.write(`\x1b[H${text.replaceAll("\n", "\x1b[K\n")}\x1b[J`);
  }

  close(): void {
    process.off("exit", this.#leave);
    this.#restore();
  }

  #restore(): void {
    if (!this.#entered) return;
    this.#entered = false;
    if (process.stdin.isTTY) {
      process.stdin.setRawMode(false);
      process.stdin.pause();
    }
    process.stdout.write(LEAVE);
  }
}
