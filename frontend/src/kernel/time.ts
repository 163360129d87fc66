/** Moments as a trader reads them: exchange time (New York), never the browser's zone. */

export const EXCHANGE_ZONE = "America/New_York";

const clock = new Intl.DateTimeFormat("en-US", {
  timeZone: EXCHANGE_ZONE,
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});
const day = new Intl.DateTimeFormat("en-US", {
  timeZone: EXCHANGE_ZONE,
  month: "short",
  day: "2-digit",
});

/** `14:32:07`, exchange time. */
export function clockTime(moment: string | number): string {
  return clock.format(new Date(moment));
}

const minute = new Intl.DateTimeFormat("en-US", {
  timeZone: EXCHANGE_ZONE,
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});

/** `14:32`, exchange time. */
export function minuteTime(moment: number): string {
  return minute.format(moment);
}

/** `Jun 03`, the exchange's date. */
export function dayOf(moment: number): string {
  return day.format(moment);
}

/** `14:32:07` for the exchange's today, else `Jun 03 14:32:07`. */
export function shortTime(moment: string, now: number): string {
  const date = new Date(moment);
  const time = clock.format(date);
  return day.format(date) === day.format(now) ? time : `${day.format(date)} ${time}`;
}

/** `Jun 03 14:32:07 ET` */
export function fullTime(moment: string): string {
  const date = new Date(moment);
  return `${day.format(date)} ${clock.format(date)} ET`;
}

/** A remaining time as `0:27` or `4:05`; never below zero, and it reads 0:01 until it is over. */
export function remaining(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** An age in the largest fitting unit: `84 ms`, `12 s`, `3 min`, `2 h`. */
export function age(milliseconds: number): string {
  const ms = Math.max(0, milliseconds);
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${Math.floor(ms / 1000)} s`;
  if (ms < 3_600_000) return `${Math.floor(ms / 60_000)} min`;
  return `${Math.floor(ms / 3_600_000)} h`;
}

const fullDay = new Intl.DateTimeFormat("en-US", {
  timeZone: EXCHANGE_ZONE,
  year: "numeric",
  month: "short",
  day: "2-digit",
});

/** `Jun 03, 2026`, by the exchange's calendar. */
export function date(moment: string): string {
  return fullDay.format(new Date(moment));
}

/** How long something lasted, in its two largest units: `45 s`, `3 min 20 s`, `2 h 5 min`, `3 d`. */
export function lasting(seconds: string | number | null): string {
  if (seconds === null) return "—";
  const whole = Math.max(0, Math.round(Number(seconds)));
  const [days, hours] = [Math.floor(whole / 86_400), Math.floor((whole % 86_400) / 3_600)];
  const [minutes, rest] = [Math.floor((whole % 3_600) / 60), whole % 60];
  if (days > 0) return pair(days, "d", hours, "h");
  if (hours > 0) return pair(hours, "h", minutes, "min");
  return minutes > 0 ? pair(minutes, "min", rest, "s") : `${rest} s`;
}

function pair(large: number, unit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${unit}` : `${large} ${unit} ${small} ${smallUnit}`;
}

const yearMonth = new Intl.DateTimeFormat("sv-SE", {
  timeZone: EXCHANGE_ZONE,
  year: "numeric",
  month: "2-digit",
});
const longMonth = new Intl.DateTimeFormat("en-US", {
  timeZone: "UTC",
  year: "numeric",
  month: "long",
});

/** The exchange's months from a moment to now, newest first: `2026-03`, `2026-02`. */
export function monthsSince(moment: string, now: number): string[] {
  const first = yearMonth.format(new Date(moment));
  const months: string[] = [];
  let [year = 0, month = 0] = yearMonth.format(now).split("-").map(Number);
  for (;;) {
    const name = `${year}-${String(month).padStart(2, "0")}`;
    if (name < first) return months;
    months.push(name);
    [year, month] = month === 1 ? [year - 1, 12] : [year, month - 1];
  }
}

/** `March 2026` */
export function monthName(month: string): string {
  return longMonth.format(new Date(`${month}-01T00:00:00Z`));
}
