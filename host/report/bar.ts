const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/** A horizontal bar of `share` (0-1) of `width` cells, to an eighth of a cell; never empty where there is something. */
export function bar(share: number, width: number): string {
  const eighths = share > 0 ? Math.max(1, Math.round(share * width * 8)) : 0;
  return ("█".repeat(eighths >> 3) + EIGHTHS[eighths & 7]).padEnd(width);
}
