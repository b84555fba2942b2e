// The built program, as a user runs it.

import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { CountryReport } from "../../host/report/countries.ts";
import type { FlowReport } from "../../host/report/flows.ts";
import type { FrameReport } from "../../host/report/frames.ts";
import { root } from "./shared.ts";

const OUTPUT_MAX = 1 << 30;
const program = join(root, "dist/bordertap.js");

/** Standard output; a status other than 0 or the wanted one is an error. */
async function outputOf(command: readonly string[], status = 0): Promise<string> {
  const options = { maxBuffer: OUTPUT_MAX };
  try {
    return (await promisify(execFile)(process.execPath, [program, ...command], options)).stdout;
  } catch (error) {
    const { code, stdout } = error as { code: number; stdout: string };
    if (code !== status) throw error;
    return stdout;
  }
}

export async function dissectFile(file: string, status?: number): Promise<FrameReport[]> {
  const lines = (await outputOf(["dissect", file, "--json"], status)).split("\n").slice(0, -1);
  return lines.map((line) => JSON.parse(line));
}

/** `replay --json` as this test reads it. */
export interface ReplayDocument {
  readonly capture: {
    readonly frames: number;
    readonly bytes: number;
    readonly firstTime?: string;
    readonly lastTime?: string;
    readonly outcomes: Record<string, number>;
  };
  readonly countries: CountryReport[];
  readonly devices: {
    readonly device?: string;
    readonly addresses: string[];
    readonly countries: CountryReport[];
  }[];
  readonly flows: FlowReport[];
  readonly flowsNotListed: { readonly flows: number };
}

export async function replayFile(
  file: string,
  local: readonly string[],
  status?: number,
): Promise<ReplayDocument> {
  const options = local.flatMap((prefix) => ["--local", prefix]);
  return JSON.parse(await outputOf(["replay", file, "--json", ...options], status));
}
