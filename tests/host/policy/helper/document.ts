import { readFileSync } from "node:fs";

/** A flow, and what becomes of it. */
export interface PrecedenceRow {
  readonly device: string;
  readonly to: string;
  readonly asked: string;
  readonly says: string;
  readonly as: string;
  readonly at: string;
  readonly verdict: string;
  readonly decidedBy: string;
}

export interface PrecedenceCase {
  readonly title: string;
  /** A configuration's text. */
  readonly file: string;
  readonly rows: readonly PrecedenceRow[];
}

const CASE = /^## ([^\n]+)\n.*?```json\n(.*?)```\n(.*?)(?=^## |(?![\s\S]))/gms;
const EMPTY = { asked: "", says: "", as: "TCP", at: "2026-11-20 12:00" };

/** The cases of precedence.md; a heading that starts none is an error, not a comment. */
export function readPrecedence(): PrecedenceCase[] {
  const text = readFileSync(new URL("../precedence.md", import.meta.url), "utf8");
  const cases = [...text.matchAll(CASE)].map(([, title, file, rest]) => ({
    title,
    file,
    rows: rowsIn(rest),
  }));
  const headings = text.match(/^## /gm)?.length;
  if (cases.length !== headings || cases.some(({ rows }) => rows.length === 0))
    throw new Error(`${headings} headings, ${cases.length} cases`);
  return cases;
}

function rowsIn(text: string): PrecedenceRow[] {
  const [header, , ...rows] = text
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  return rows.map((cells) => {
    if (cells.length !== header.length)
      throw new Error(`${cells.join("|")} has not the columns of its table`);
    const named = header.map((name, k) => [name === "decided by" ? "decidedBy" : name, cells[k]]);
    return { ...EMPTY, ...Object.fromEntries(named.filter(([, cell]) => cell !== "")) } as PrecedenceRow;
  });
}
