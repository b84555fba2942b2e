/** What a text is written on. */
export interface Paper {
  readonly columns: number;
  readonly color: boolean;
}

/** Below this a table has no room for its numbers, and the terminal breaks the lines. */
const COLUMNS_MIN = 42;

export function widthOn({ columns }: Paper): number {
  return Math.max(COLUMNS_MIN, columns);
}
