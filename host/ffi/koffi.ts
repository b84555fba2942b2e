import type { LibraryHandle } from "koffi";
import { OperatorError } from "../errors.ts";
import { loadAddon } from "../platform/addon.ts";

type Koffi = typeof import("koffi");

let loaded: Koffi | undefined;
let library: LibraryHandle | undefined;

/** The foreign function interface; loaded when the first system call needs it. Throws ADDON_UNAVAILABLE. */
export function koffi(): Koffi {
  loaded ??= loadAddon("koffi") as Koffi;
  return loaded;
}

/** Whether system calls can be reached from here; else why not. */
export function whyNoSystemCalls(): string | undefined {
  try {
    koffi();
    return undefined;
  } catch (error) {
    if (error instanceof OperatorError) return error.message;
    throw error;
  }
}

/** The C library as glibc calls it, and as musl does. */
const LIBRARIES = ["libc.so.6", "libc.so"];
/** Where glibc before 2.34 has timers: what is in no C library is looked for there. */
const FURTHER_LIBRARIES = ["librt.so.1"];

/** A function of the C library, by its prototype. Throws ADDON_UNAVAILABLE. */
export function libc<Call>(prototype: string): Call {
  library ??= loadOne(LIBRARIES);
  return functionIn<Call>(prototype, library, FURTHER_LIBRARIES);
}

/** Of a library, or else of the first of `further` that has it. Throws ADDON_UNAVAILABLE where none has. */
export function functionIn<Call>(
  prototype: string,
  library: LibraryHandle,
  further: readonly string[],
): Call {
  let failure: unknown;
  for (const load of [() => library, ...further.map((name) => () => koffi().load(name))]) {
    try {
      return load().func(prototype) as Call;
    } catch (error) {
      failure ??= error;
    }
  }
  const why = failure instanceof Error ? failure.message : String(failure);
  throw new OperatorError("ADDON_UNAVAILABLE", prototype, `${why}; nor has ${further.join(", ")}`);
}

function loadOne(names: readonly string[]): LibraryHandle {
  let failure: unknown;
  for (const name of names) {
    try {
      return koffi().load(name);
    } catch (error) {
      failure ??= error;
    }
  }
  throw failure;
}
