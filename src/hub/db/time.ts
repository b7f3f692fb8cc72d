/** Returns a time in the form of the API: whole Unix seconds. */
export function toSeconds(time: Date): number {
  return Math.floor(time.getTime() / 1000);
}

/** Returns a time in the form of the API; null if the time is null. */
export function toSecondsOrNull(time: Date | null): number | null {
  return time ? toSeconds(time) : null;
}
