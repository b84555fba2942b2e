import { localMinute } from "./local-time.ts";

const MS_PER_MINUTE = 60_000;
/** Zones differ from UTC by 14 hours at most. */
const OFFSET_MINUTES_MAX = 14 * 60;

/**
 * The first time, in milliseconds since 1970, at which clocks in a zone show a local time, in minutes since 1970; where
 * they skip it, the next one that they show.
 */
export function timeOfLocal(local: number, timezone: string | undefined): number {
  // Local time grows with time but for an hour in autumn: a quarter of an hour is the finest step of any offset.
  for (let minute = local - OFFSET_MINUTES_MAX; ; minute += 15) {
    const shown = localMinute(minute * MS_PER_MINUTE, timezone);
    if (shown + 15 > local) return (minute + Math.max(0, local - shown)) * MS_PER_MINUTE;
  }
}
