/** Sections as `uci export` prints them. */
export function uciText(
  sections: readonly (readonly [
    type: string,
    options: Readonly<Record<string, string | readonly string[]>>,
  ])[],
): string {
  const texts = sections.map(([type, options]) => {
    const lines = Object.entries(options).flatMap(([name, value]) =>
      typeof value === "string"
        ? [`\toption ${name} ${quoted(value)}\n`]
        : value.map((one) => `\tlist ${name} ${quoted(one)}\n`),
    );
    return `\nconfig ${type}\n${lines.join("")}`;
  });
  return `package bordertap\n${texts.join("")}\n`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
