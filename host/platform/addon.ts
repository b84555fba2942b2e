import { createRequire } from "node:module";
import { arch } from "node:process";
import { OperatorError } from "../errors.ts";
import { besideBundle, fileExists } from "./files.ts";

const require = createRequire(import.meta.url);

/** Whose structures have the layouts that host/ffi writes: little-endian, pointers of 64 bits. */
const ARCHITECTURES: readonly string[] = ["x64", "arm64"];

/** Of the C libraries that a Linux may have; the wrong one's does not load. */
const LIBRARIES = ["linux", "musl"] as const;

/**
 * The native half of a package: beside the bundle as NAME/LIBRARY_ARCH.node, else where npm has put it. Throws
 * ADDON_UNAVAILABLE.
 */
export function loadAddon(name: string): unknown {
  const reasons = ARCHITECTURES.includes(arch) ? [] : ["its system calls are laid out in another way"];
  if (reasons.length > 0) throw new OperatorError("ADDON_UNAVAILABLE", `${name} for ${arch}`, reasons);
  const beside = LIBRARIES.map((library) => besideBundle(`${name}/${library}_${arch}.node`));
  for (const file of [...beside.filter(fileExists), name]) {
    try {
      return require(file);
    } catch (error) {
      reasons.push(`${file}: ${error instanceof Error ? error.message.split("\n")[0] : String(error)}`);
    }
  }
  throw new OperatorError("ADDON_UNAVAILABLE", `${name} for ${arch}`, reasons);
}
