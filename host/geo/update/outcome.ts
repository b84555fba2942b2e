import * as v from "valibot";
import type { UpdateSource } from "./source.ts";
import { SHA256, stateText, TEXT, TIME } from "./state.ts";

const OUTCOME = v.object({
  result: v.picklist(["installed", "unchanged", "failed"]),
  time: TIME,
  /** A URL or a path. */
  source: TEXT,
  /** Of the file that came from there, where it came. */
  sourceSha256: v.optional(SHA256),
  /** The table to load from now on. */
  table: TEXT,
  /** Why nothing was installed. */
  reason: v.optional(TEXT),
});

/** What became of an update; the document of `geo update --json`. Texts but paths are printable. */
export type Outcome = Readonly<v.InferOutput<typeof OUTCOME>>;

/** What `geo update --json` wrote; undefined where it came to no end. */
export function parseOutcome(text: string): Outcome | undefined {
  try {
    const { success, output } = v.safeParse(OUTCOME, JSON.parse(text));
    return success ? output : undefined;
  } catch {
    return undefined;
  }
}

export function sourceText(source: UpdateSource): string {
  return stateText(source.kind === "url" ? source.url : source.path);
}
