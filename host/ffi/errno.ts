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

let names: ReadonlyMap<number, string> | undefined;

/** The name of an errno; of the last call's, where none is given. */
export function errnoName(number = koffi().errno()): string {
  names ??= new Map(
    Object.entries(koffi().os.errno as Record<string, number>)
      .reverse()
      .map(([name, value]) => [value, name]),
  );
  return names.get(number) ?? `errno ${number}`;
}

/** The result of a call that returns -1 on failure. Throws SystemError. */
export function checked(call: string, result: number): number {
  if (result < 0) throw new SystemError(call, errnoName());
  return result;
}
