// A configuration becomes OpenWrt's, by `uci import`: uci reads all of it, then puts a file of its own in the old one's
// place. `uci batch` would end with 0 whatever went wrong, and what it stages another's commit would write. uci does not
// see a file system that is full, so that what it has afterwards is looked at.

import { OperatorError } from "../errors.ts";
import type { ToolEnd } from "../platform/tool.ts";
import { type ConfigDocument, FILE_OCTETS_MAX } from "./document.ts";
import { type RunUci, UCI } from "./uci.ts";
import { parseUciExport, type UciSection } from "./uci-export.ts";
import { PACKAGE, UCI_PATH, uciText } from "./uci-text.ts";

/** What uci had before may be more than a configuration may be. */
const OCTETS_MAX = 2 * FILE_OCTETS_MAX;

/**
 * In the place of all that uci has under our name. Throws CONFIG_INVALID where it is too long for uci's form, and
 * UCI_CHANGES_STAGED; and UCI_UNWRITABLE, which says whether what was there stays.
 */
export function importIntoUci(document: ConfigDocument, run: RunUci = UCI): void {
  const text = uciText(document);
  assertShort(text);
  const before = stateBefore(run);
  const end = run(["import", PACKAGE], OCTETS_MAX, text);
  const isAsWanted = sameSections(read(run), parseUciExport(text));
  if (end.status === 0 && isAsWanted) return;
  const reason = end.status === 0 ? "what it has afterwards is something else" : said(end);
  throw unwritable(`${reason}; ${putBack(before, run)}`);
}

/** Names of options stand before every entry there, so that it is longer than JSON. */
function assertShort(text: string): void {
  const octets = new TextEncoder().encode(text).length;
  if (octets <= FILE_OCTETS_MAX) return;
  const why = `it would have ${octets} octets there, of which no more than ${FILE_OCTETS_MAX} are read`;
  throw new OperatorError("CONFIG_INVALID", UCI_PATH, why);
}

interface Before {
  /** Absent: there is none that could be read whole. */
  readonly text?: string;
  readonly sections?: readonly UciSection[];
}

/** What staged changes would be laid over is not what was checked. */
function stateBefore(run: RunUci): Before {
  const staged = run(["changes", PACKAGE], OCTETS_MAX);
  if (staged.isMissing) throw unwritable("there is no program uci");
  if (staged.output.trim() !== "" || staged.outputNotKept > 0) {
    const count = staged.output.trim().split("\n").length;
    throw new OperatorError(
      "UCI_CHANGES_STAGED",
      UCI_PATH,
      `${count === 1 ? "1 change is" : `${count} changes are`} not committed, and would be laid over it`,
    );
  }
  const { status, output, outputNotKept } = run(["export", PACKAGE], OCTETS_MAX);
  const isWhole = status === 0 && outputNotKept === 0 && !output.includes("\ufffd");
  return isWhole ? { text: output, sections: parseUciExport(output) } : {};
}

/** How what was there before stands now. */
function putBack({ text, sections }: Before, run: RunUci): string {
  const isThere = () => sections !== undefined && sameSections(read(run), sections);
  if (isThere()) return "what was there stays";
  if (text !== undefined) run(["import", PACKAGE], OCTETS_MAX, text);
  return isThere() ? "what was there was put back" : "what was there could not be put back";
}

function read(run: RunUci): readonly UciSection[] | undefined {
  const { status, output } = run(["export", PACKAGE], OCTETS_MAX);
  return status === 0 ? parseUciExport(output) : undefined;
}

function sameSections(some?: readonly UciSection[], others?: readonly UciSection[]): boolean {
  const asText = (sections: readonly UciSection[] | undefined) =>
    JSON.stringify(sections?.map(({ type, options }) => [type, [...options]]));
  return some !== undefined && asText(some) === asText(others);
}

function said({ status, message }: ToolEnd): string {
  return message || `uci ended with status ${status}`;
}

function unwritable(reason: string): OperatorError {
  return new OperatorError("UCI_UNWRITABLE", UCI_PATH, reason);
}
