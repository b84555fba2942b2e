import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** What a run of the built program left. */
export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const program = fileURLToPath(new URL("../../../dist/bordertap.js", import.meta.url));

/** Runs the program; `input` is written to its standard input piece by piece, each once the last one has left. */
export async function runProgram(command: readonly string[], input: Iterable<Uint8Array> = []): Promise<Run> {
  const child = spawn(process.execPath, [program, ...command]);
  const output = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text) => {
    output.stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text) => {
    output.stderr += text;
  });
  // A program that refuses its input closes it early.
  child.stdin.on("error", () => {});
  const closed = once(child, "close");
  for (const piece of input) await new Promise((written) => child.stdin.write(piece, written));
  child.stdin.end();
  const [status] = await closed;
  return { status, ...output };
}
