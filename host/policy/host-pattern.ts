// Host names of exceptions: one name, or all that end in it.

const WILDCARD = "*.";

/** Whether a name is what a pattern says: the same, or below *.example.com. */
export function matchesHost(pattern: string, name: string): boolean {
  return pattern.startsWith(WILDCARD) ? name.endsWith(pattern.slice(1)) : name === pattern;
}

export function isWildcard(pattern: string): boolean {
  return pattern.startsWith(WILDCARD);
}

/** The name that a pattern is about: example.com of *.example.com. */
export function hostOf(pattern: string): string {
  return isWildcard(pattern) ? pattern.slice(WILDCARD.length) : pattern;
}

/** Of two patterns that match one name, the narrower one has more: one name before all below another. */
export function narrowness(pattern: string): number {
  return isWildcard(pattern) ? pattern.length : Number.POSITIVE_INFINITY;
}

/** Patterns that match whatever this one matches, itself first and then the narrowest. */
export function* widerPatterns(pattern: string): Generator<string> {
  yield pattern;
  const labels = hostOf(pattern).split(".");
  // A name is not below itself: *.example.com does not match example.com.
  for (let from = 1; from < labels.length; from++) yield WILDCARD + labels.slice(from).join(".");
}
