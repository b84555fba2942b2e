import { readdirSync, readFileSync } from "node:fs";

/** A field as dissect prints it. */
export type Field = string | number | null | readonly number[];

/** One case of a golden document. Positions count octets of the frame from its start. */
export interface GoldenCase {
  /** The document and the heading. */
  readonly title: string;
  readonly linkType: number;
  /** Octets on the wire. */
  readonly length: number;
  readonly bigEndian: boolean;
  readonly octets: Uint8Array;
  /** Ends of the octets that a field needs; `vlan` has one for its presence and one for each tag. */
  readonly ends: ReadonlyMap<string, readonly number[]>;
  /** Where the outcome is known. */
  readonly outcomeAt: number;
  readonly expected: Readonly<Record<string, Field>>;
}

const PIECE = /```hex ([\w-]+)\n(.*?)```/gs;
const CASE = /^## ([^\n]+)\n([^\n]+)\n```hex\n(.*?)```\n```json\n(.*?)```$/gms;
const REPEATED = /^(?:(\d+) x )?((?:[0-9a-f]{2} ?)+)$/;

/** The cases of all documents. */
export function readGolden(): GoldenCase[] {
  const here = new URL("./", import.meta.url);
  const pieces = readPieces(new URL("pieces.md", here));
  const documents = readdirSync(here).filter((name) => /\.md$/.test(name) && !/README|pieces/.test(name));
  return documents.sort().flatMap((name) => readCases(new URL(name, here), pieces));
}

function readPieces(path: string | URL): Map<string, string> {
  return new Map([...readFileSync(path, "utf8").matchAll(PIECE)].map(([, name, lines]) => [name, lines]));
}

/** The cases of a document; a heading that starts no case is an error, not a comment. */
function readCases(path: string | URL, pieces: ReadonlyMap<string, string>): GoldenCase[] {
  const text = readFileSync(path, "utf8");
  const [, document] = /^# (.+)$/m.exec(text)!;
  const cases = [...text.matchAll(CASE)].map(([, heading, settings, hex, json]) =>
    readCase(`${document}: ${heading}`, settings, hex, json, pieces),
  );
  const headings = text.match(/^## /gm)?.length;
  if (cases.length !== headings) throw new Error(`${path}: ${headings} headings, ${cases.length} cases`);
  return cases;
}

function readCase(
  title: string,
  settings: string,
  hex: string,
  json: string,
  pieces: ReadonlyMap<string, string>,
): GoldenCase {
  const linkType = /^link type (\d+)/.exec(settings)?.[1];
  if (linkType === undefined) throw new Error(`${title}: no link type in "${settings}"`);
  const octets: number[] = [];
  const ends = new Map<string, number[]>();
  let outcomeAt: number | undefined;

  const readLines = (lines: string): void => {
    for (const line of lines.split("\n")) {
      const [left, remark = ""] = line.split("#");
      const content = left.trim();
      if (content.startsWith("@")) {
        const piece = pieces.get(content.slice(1));
        if (piece === undefined) throw new Error(`${title}: no piece ${content}`);
        readLines(piece);
      } else if (content === "-- outcome") {
        outcomeAt ??= octets.length;
      } else if (content !== "") {
        readOctets(
          content,
          [...remark.matchAll(/=(\w+)/g)].map(([, field]) => field),
        );
      }
    }
  };
  const readOctets = (content: string, fields: readonly string[]): void => {
    const match = REPEATED.exec(content);
    if (!match) throw new Error(`${title}: "${content}" is no hex`);
    const [, times = "1", digits] = match;
    const values = digits
      .trim()
      .split(" ")
      .map((pair) => Number.parseInt(pair, 16));
    for (let time = 0; time < Number(times); time++) {
      const start = octets.length;
      octets.push(...values);
      // A repeated tag ends with its identifier, in its first two octets; every other field ends with the line.
      for (const field of fields)
        ends.set(field, [
          ...(ends.get(field) ?? []),
          time > 0 || Number(times) > 1 ? start + 2 : octets.length,
        ]);
    }
  };
  readLines(hex);

  const length = /\blength (\d+)/.exec(settings)?.[1];
  return {
    title,
    linkType: Number(linkType),
    length: length === undefined ? octets.length : Number(length),
    bigEndian: settings.includes("big-endian"),
    octets: Uint8Array.from(octets),
    ends,
    outcomeAt: outcomeAt ?? octets.length,
    expected: JSON.parse(json),
  };
}
