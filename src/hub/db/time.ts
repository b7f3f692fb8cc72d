/** A time as the API gives it: Unix seconds, whole. */
export function toSeconds(time: Date): number {
  return Math.floor(time.getTime() / 1000);
}

/** The same for a time that may not have come. */
export function toSecondsOrNull(time: Date | null): number | null {
  return time ? toSeconds(time) : null;
}
