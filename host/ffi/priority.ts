// How the scheduler treats this thread (setpriority(2)).

import { libc } from "./koffi.ts";

/** On Linux, with 0, the calling thread alone. */
const PRIO_PROCESS = 0;

type SetPriority = (which: number, who: number, nice: number) => number;

/** Asks for a nice value from -20, the first to run, to 19; without CAP_SYS_NICE below 0 nothing changes: false. */
export function setNice(nice: number): boolean {
  const setpriority = libc<SetPriority>("int setpriority(int which, unsigned int who, int nice)");
  return setpriority(PRIO_PROCESS, 0, nice) === 0;
}
