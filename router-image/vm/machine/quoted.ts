/** One word for sh(1). */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
