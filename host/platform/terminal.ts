import { OperatorError } from "../errors.ts";

/** Columns assumed where the output is no terminal, or one that does not know its size. */
const COLUMNS_DEFAULT = 80;

/** Standard output carries only the document. Writes are synchronous on Linux, so a slow reader slows us. */
export function writeOut(text: string): void {
  process.stdout.write(text);
}

/** Everything else: errors, damage, progress. */
export function writeError(text: string): void {
  process.stderr.write(text);
}

export function columns(): number {
  return process.stdout.columns || COLUMNS_DEFAULT;
}

/** Whether a person looks at standard error, so that a progress bar helps. */
export function errorIsTerminal(): boolean {
  return process.stderr.isTTY === true;
}

/** Whether a person looks at standard output. */
export function outputIsTerminal(): boolean {
  return process.stdout.isTTY === true;
}

/** Colour only for a person, and never against NO_COLOR (no-color.org). */
export function wantsColor(): boolean {
  return process.stdout.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== "dumb";
}

/** A reader that goes away (`| head`) ends the program quietly, any other failure of standard output with a word. */
export function watchOutput(fail: (error: OperatorError) => void): void {
  // Nobody reads what is said beside the document, such as a log: what it is about goes on.
  process.stderr.on("error", () => {});
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    fail(new OperatorError("OUTPUT_UNWRITABLE", "standard output", error.message));
    process.exit(1);
  });
}
