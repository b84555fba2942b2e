const MS_PER_MINUTE = 60_000;
const MINUTES_PER_DAY = 1440;

const formats = new Map<string | undefined, Intl.DateTimeFormat>();

/** Whether there is a time zone of this IANA name. */
export function isTimezone(name: string): boolean {
  try {
    formatOf(name);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** The name of a zone; of the system's, which TZ sets, where none is given. */
export function timezoneName(timezone: string | undefined): string {
  return formatOf(timezone).resolvedOptions().timeZone;
}

/** Local time in minutes since 1970 as a clock on the wall counts them, of milliseconds since 1970 UTC. */
export function localMinute(timeMs: number, timezone: string | undefined): number {
  const parts = new Map(
    formatOf(timezone)
      .formatToParts(timeMs)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const [year, month, day, hour, minute] = ["year", "month", "day", "hour", "minute"].map(
    (part) => parts.get(part as Intl.DateTimeFormatPartTypes) ?? 0,
  );
  return Date.UTC(year, month - 1, day, hour, minute) / MS_PER_MINUTE;
}

/** One is expensive to make; a program asks for one zone or two. */
function formatOf(timezone: string | undefined): Intl.DateTimeFormat {
  let format = formats.get(timezone);
  if (!format) {
    const numeric = "numeric" as const;
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: timezone,
      hourCycle: "h23",
      year: numeric,
      month: numeric,
      day: numeric,
      hour: numeric,
      minute: numeric,
    });
    formats.set(timezone, format);
  }
  return format;
}

/** YYYY-MM-DD hh:mm of a local time in minutes since 1970. */
export function localTimeText(minute: number): string {
  return new Date(minute * MS_PER_MINUTE).toISOString().slice(0, 16).replace("T", " ");
}

/** The local time, in minutes since 1970, from which on a date (its end) or a date with a time is over. */
export function parseExpiry(text: string): number | undefined {
  const date = parseLocalTime(`${text.trim()} 00:00`);
  return date === undefined ? parseLocalTime(text) : date + MINUTES_PER_DAY;
}

/** Minutes since 1970 of "2026-12-24 22:00", or of the same with a T. */
export function parseLocalTime(text: string): number | undefined {
  const match = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)$/.exec(text.trim());
  if (!match) return undefined;
  const [, date, time] = match;
  const start = Date.parse(`${date}T${time}Z`);
  // 2026-02-30 is taken for a day in March, 24:00 for the next day.
  if (Number.isNaN(start) || new Date(start).toISOString().slice(0, 16) !== `${date}T${time}`)
    return undefined;
  return start / MS_PER_MINUTE;
}
