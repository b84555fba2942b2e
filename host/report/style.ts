export interface Style {
  readonly heading: (text: string) => string;
  readonly up: (text: string) => string;
  readonly down: (text: string) => string;
  readonly faint: (text: string) => string;
}

function sgr(code: number): (text: string) => string {
  return (text) => `\x1b[${code}m${text}\x1b[0m`;
}

const plain = (text: string): string => text;

/** Colours for a terminal; plain text elsewhere and under NO_COLOR. */
export function style(color: boolean): Style {
  if (!color) return { heading: plain, up: plain, down: plain, faint: plain };
  return { heading: sgr(1), up: sgr(33), down: sgr(36), faint: sgr(2) };
}
