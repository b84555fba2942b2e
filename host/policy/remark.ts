/** Something about a policy that its owner should know. */
export interface Remark {
  /** Where it stands, such as exception[3].host. */
  readonly option: string;
  readonly value?: unknown;
  readonly reason: string;
  readonly remedy: string;
  /** Nothing can be decided while it stands. */
  readonly isMistake: boolean;
}

export function mistake(option: string, value: unknown, reason: string, remedy: string): Remark {
  return { option, value, reason, remedy, isMistake: true };
}

export function warning(option: string, value: unknown, reason: string, remedy: string): Remark {
  return { option, value, reason, remedy, isMistake: false };
}
