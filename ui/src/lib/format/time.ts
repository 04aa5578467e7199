// Clock times, in 24 hours.

const two = (value: number) => String(value).padStart(2, '0');

/** `14:32` */
export const clockTime = (at: Date): string => `${two(at.getHours())}:${two(at.getMinutes())}`;
