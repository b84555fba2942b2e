import { link } from "../package/tree.ts";
import type { Entry } from "../package/ustar.ts";
import type { Processor } from "./pin.ts";

/**
 * Node.js was linked on Alpine, which calls musl so. musl's loader takes the name for itself; ujail looks for a file, and
 * makes no jail where there is none.
 */
export function libcAsAlpineNames(processor: Processor): Entry {
  return link(`./usr/lib/libc.musl-${processor}.so.1`, "/lib/libc.so");
}
