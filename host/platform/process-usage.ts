const MICROSECONDS_PER_SECOND = 1e6;

/** What the whole process uses, workers included. */
export interface ProcessUsage {
  readonly cpuSeconds: number;
  readonly residentBytes: number;
}

export function processUsage(): ProcessUsage {
  const { user, system } = process.cpuUsage();
  return {
    cpuSeconds: (user + system) / MICROSECONDS_PER_SECOND,
    residentBytes: process.memoryUsage.rss(),
  };
}
