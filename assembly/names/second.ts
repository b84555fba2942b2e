export const NANOSECONDS_PER_SECOND: u64 = 1_000_000_000;

/** Whole seconds of a time in nanoseconds since 1970-01-01T00:00:00Z, before 2106. */
export function secondsOf(time: u64): u32 {
  return <u32>min<u64>(time / NANOSECONDS_PER_SECOND, u32.MAX_VALUE);
}
