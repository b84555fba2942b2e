// When to look for the next update. Pure: the caller has the clock, and a seed that differs from router to router.

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/**
 * Share of an interval that is added or taken. Routers that were switched on together (after a power cut, after a
 * firmware day) would else come to one server in the same second for ever: a tenth of a week spreads them over 33 hours.
 */
const JITTER = 0.1;
/** Share of a backoff; larger, because all who failed failed at once. */
const BACKOFF_JITTER = 0.5;
/** After the first failure; doubled after each one that follows, up to the interval. */
const BACKOFF_MS = 15 * MINUTE_MS;

/** The last time that somebody tried. */
export interface Attempt {
  /** Milliseconds since 1970. */
  readonly time: number;
  /** Failures in a row, this one included; 0: it went well. */
  readonly failures: number;
}

/**
 * When the next attempt is due, in milliseconds since 1970: 0 where nobody has tried yet, undefined where
 * `intervalHours` is 0. The same arguments give the same time.
 */
export function nextUpdate(
  lastAttempt: Attempt | undefined,
  intervalHours: number,
  seed: number,
): number | undefined {
  if (intervalHours === 0) return undefined;
  if (!lastAttempt) return 0;
  const { time, failures } = lastAttempt;
  const interval = intervalHours * HOUR_MS;
  const swing = swingOf(seed, time);
  const backoff = BACKOFF_MS * 2 ** (failures - 1);
  const wait =
    failures > 0 && backoff < interval
      ? backoff * (1 + BACKOFF_JITTER * swing)
      : interval * (1 + JITTER * swing);
  return Math.round(time + wait);
}

/**
 * Milliseconds from `now` until then, 0 where it is overdue. An attempt that lies ahead was stamped by a clock that was
 * wrong; it says nothing, and the next one is due.
 */
export function updateDelayMs(
  lastAttempt: Attempt | undefined,
  now: number,
  intervalHours: number,
  seed: number,
): number | undefined {
  const due = nextUpdate(lastAttempt, intervalHours, seed);
  if (due === undefined) return undefined;
  return lastAttempt && lastAttempt.time > now ? 0 : Math.max(0, due - now);
}

/** -1 to 1; another one for every attempt. MurmurHash3's finalizer. */
function swingOf(seed: number, time: number): number {
  let mixed = (seed ^ Math.floor(time / 1000)) >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 31 - 1;
}
