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

/** A function of the C library, by its prototype. Throws ADDON_UNAVAILABLE. */
export function libc<Call>(prototype: string): Call {
  library ??= loadLibrary();
  return library.func(prototype) as Call;
}

function loadLibrary(): LibraryHandle {
  let failure: unknown;
  for (const name of LIBRARIES) {
    try {
      return koffi().load(name);
    } catch (error) {
      failure ??= error;
    }
  }
  throw failure;
}
