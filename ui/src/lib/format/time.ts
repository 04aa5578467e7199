// Clock times, in 24 hours.

const two = (value: number) => String(value).padStart(2, '0');

/** `14:32` */
export const clockTime = (at: Date): string => `${two(at.getHours())}:${two(at.getMinutes())}`;

const NO_BREAK = '\u00A0';

/** How long something took or takes, never to the second from a minute on: `2 h 05 min`, `41 min`, `12 s`. */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return '–';
  if (seconds < 59.5) return `${Math.max(1, Math.round(seconds))}${NO_BREAK}s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes}${NO_BREAK}min`;
  return `${Math.floor(minutes / 60)}${NO_BREAK}h${NO_BREAK}${two(minutes % 60)}${NO_BREAK}min`;
}

/** `16:42`, and the day where it is not today: `Fri 16:42`. */
export function clockTimeFrom(now: Date, at: Date): string {
  const isSameDay = now.toDateString() === at.toDateString();
  return isSameDay ? clockTime(at) : `${at.toLocaleDateString('en-GB', { weekday: 'short' })} ${clockTime(at)}`;
}

/** `3 Feb, 14:32` */
export const dayAndTime = (at: Date): string => `${at.getDate()}${NO_BREAK}${at.toLocaleDateString('en-GB', { month: 'short' })}, ${clockTime(at)}`;

/** The day of a local time as the program tells it: `2026-02-03 14:11` as `3 Feb`. */
export function day(localTime: string): string {
  const at = new Date(localTime.replace(' ', 'T'));
  return Number.isNaN(at.getTime()) ? localTime : `${at.getDate()}${NO_BREAK}${at.toLocaleDateString('en-GB', { month: 'short' })}`;
}
