import { columns, wantsColor } from "../platform/terminal.ts";
import type { Paper } from "../report/paper.ts";

/** Standard output as it is now. */
export function outputPaper(): Paper {
  return { columns: columns(), color: wantsColor() };
}
