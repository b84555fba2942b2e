/** Letters that may be wrong, missing, too many or swapped in what is still the same word. */
const MISTAKES_MAX = 2;
/** No name of an option is longer; what is would only take time. */
const LENGTH_MAX = 40;

/** The one of `names` that `name` was probably meant to be. */
export function similarTo(name: string, names: readonly string[]): string | undefined {
  if (name.length > LENGTH_MAX) return undefined;
  const [best] = names
    .map((other) => ({ other, distance: distance(name, other) }))
    .filter(({ other, distance }) => distance <= MISTAKES_MAX && distance < other.length / 2)
    .sort((a, b) => a.distance - b.distance);
  return best?.other;
}

/** Damerau and Levenshtein's, without two changes at one place. */
function distance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      row[j] = Math.min(replaced, last[j] + 1, row[j - 1] + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length];
}
