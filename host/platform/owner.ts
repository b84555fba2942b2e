import { fchownSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { isRoot } from "./program.ts";

/**
 * What root makes in another user's folder is that user's: a service that is not root has to change it later. By its
 * descriptor, for what a name leads to may be another thing by now.
 */
export function giveToOwnerAround(path: string, descriptor: number): void {
  if (!isRoot()) return;
  const { uid, gid } = statSync(dirname(path));
  if (uid !== process.getuid?.()) fchownSync(descriptor, uid, gid);
}
