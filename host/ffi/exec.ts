// Another program in the place of this one (execve(2)): the process and what supervises it stay the same.

import { errnoName, SystemError } from "./errno.ts";
import { libc } from "./koffi.ts";

const STANDARD_STREAMS = [0, 1, 2];
const F_SETFD = 2;
const NO_FLAGS = 0;

type SetFlags = (descriptor: number, command: number, flags: number) => number;
type Texts = readonly (string | null)[];
type Execve = (path: string, command: Texts, environment: Texts) => number;

/** `environment` holds NAME=value. Returns only by throwing: SystemError, ADDON_UNAVAILABLE. */
export function replaceProgram(
  path: string,
  command: readonly string[],
  environment: readonly string[],
): never {
  const fcntl = libc<SetFlags>("int fcntl(int descriptor, int command, int flags)");
  // The runtime has marked them to be closed now.
  for (const stream of STANDARD_STREAMS) fcntl(stream, F_SETFD, NO_FLAGS);
  const execve = libc<Execve>("int execve(const char *path, const char **command, const char **environment)");
  execve(path, [...command, null], [...environment, null]);
  throw new SystemError(`execve ${path}`, errnoName());
}
