// Hours of the week, as people write them: "22:00-06:00", "mon-fri 08:00-16:00", "sat,sun 00:00-24:00".

const MINUTES_PER_DAY = 1440;
export const MINUTES_PER_WEEK = 10_080;
/** 1970-01-01 was a Thursday. */
const EPOCH_WEEKDAY = 3;

const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/** A span of hours on some days. One that goes over midnight belongs to the day on which it begins. */
export interface WeekSpan {
  readonly text: string;
  /** 0 is Monday. */
  readonly days: readonly number[];
  /** Minutes of the day; `to` is the first one that is out again, beyond 1440 on the next day. */
  readonly from: number;
  readonly to: number;
}

/** The span that a text says, or why it says none. */
export function parseWeekSpan(text: string): WeekSpan | string {
  const match = /^(?:([a-z,-]+) +)?(\d\d):(\d\d)-(\d\d):(\d\d)$/.exec(text.trim().toLowerCase());
  if (!match) return "it is no span of hours.";
  const [, dayText, ...digits] = match;
  const days = dayText === undefined ? [...DAYS.keys()] : parseDays(dayText);
  if (!days) return `its days are none of ${DAYS.join(", ")}.`;
  const [fromHours, fromMinutes, toHours, toMinutes] = digits.map(Number);
  const from = fromHours * 60 + fromMinutes;
  const to = toHours * 60 + toMinutes;
  if (fromMinutes > 59 || toMinutes > 59 || from >= MINUTES_PER_DAY || to > MINUTES_PER_DAY)
    return "a day has hours from 00:00 to 24:00.";
  if (from === to) return "it ends when it begins.";
  return { text: text.trim().toLowerCase(), days, from, to: to > from ? to : to + MINUTES_PER_DAY };
}

/** "mon-fri,sun"; fri-mon goes over the week's end. */
function parseDays(text: string): number[] | undefined {
  const days = new Set<number>();
  for (const part of text.split(",")) {
    const [first, last = first, ...more] = part.split("-").map((day) => DAYS.indexOf(day));
    if (first < 0 || last < 0 || more.length > 0) return undefined;
    for (let day = first; ; day = (day + 1) % DAYS.length) {
      days.add(day);
      if (day === last) break;
    }
  }
  return [...days].sort((a, b) => a - b);
}

/** Minute of the week, from Monday's midnight, of a local time in minutes since 1970. */
function minuteOfWeek(localMinute: number): number {
  const minute = (localMinute + EPOCH_WEEKDAY * MINUTES_PER_DAY) % MINUTES_PER_WEEK;
  return minute < 0 ? minute + MINUTES_PER_WEEK : minute;
}

/** Minutes of the week from which on, and up to which, it holds; the end may lie in the next week. */
function ranges({ days, from, to }: WeekSpan): (readonly [number, number])[] {
  return days.map((day) => [day * MINUTES_PER_DAY + from, day * MINUTES_PER_DAY + to] as const);
}

/** Whether it holds at a local time, in minutes since 1970. */
export function isWithin(span: WeekSpan, localMinute: number): boolean {
  const minute = minuteOfWeek(localMinute);
  return ranges(span).some(([from, to]) => (minute >= from && minute < to) || minute + MINUTES_PER_WEEK < to);
}

/** Minutes from a local time until it next begins or ends; more than none. */
export function minutesToChange(span: WeekSpan, localMinute: number): number {
  const minute = minuteOfWeek(localMinute);
  const edges = ranges(span).flat();
  return Math.min(...edges.map((edge) => untilEdge(edge % MINUTES_PER_WEEK, minute)));
}

function untilEdge(edge: number, minute: number): number {
  return edge > minute ? edge - minute : edge - minute + MINUTES_PER_WEEK;
}

/** Whether two spans hold at one time. */
export function spansOverlap(a: WeekSpan, b: WeekSpan): boolean {
  return ranges(a).some(([from, to]) =>
    ranges(b).some(([otherFrom, otherTo]) =>
      [-MINUTES_PER_WEEK, 0, MINUTES_PER_WEEK].some(
        (shift) => from < otherTo + shift && otherFrom + shift < to,
      ),
    ),
  );
}
