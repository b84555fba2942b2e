import { koffi } from "./koffi.ts";

/** A system call that failed: which one, on what, and errno's name (errno(3)). */
export class SystemError extends Error {
  /** Such as EPERM. */
  readonly code: string;

  constructor(call: string, code: string) {
    super(`${call}: ${code}`);
    this.code = code;
  }
}

/** The name of the last call's errno. */
export function errnoName(): string {
  const number = koffi().errno();
  const names = Object.entries(koffi().os.errno as Record<string, number>);
  return names.find(([, value]) => value === number)?.[0] ?? `errno ${number}`;
}

/** The result of a call that returns -1 on failure. Throws SystemError. */
export function checked(call: string, result: number): number {
  if (result < 0) throw new SystemError(call, errnoName());
  return result;
}
