// Times inside are nanoseconds, as 64-bit integers.

export const NS_PER_MS = 1_000_000n;
export const NS_PER_SECOND = 1_000_000_000n;
