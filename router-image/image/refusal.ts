/** Why there will be no image: each reason says what, which value, and what to do. */
export class Refusal extends Error {
  readonly reasons: readonly string[];
  /** What was asked for is wrong, not what it met. */
  readonly isUsage: boolean;

  constructor(reasons: readonly string[], isUsage = false) {
    super(reasons.join("\n"));
    this.reasons = reasons;
    this.isUsage = isUsage;
  }
}

/** Of the command line. */
export function usage(...reasons: readonly string[]): Refusal {
  return new Refusal(reasons, true);
}
