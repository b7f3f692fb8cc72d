/** Returns a time in the form of the API: whole Unix seconds. */
export function toSeconds(time: Date): number {
  return Math.floor(time.getTime() / 1000);
}

/** Does the same for a time that may be null. */
export function toSecondsOrNull(time: Date | null): number | null {
  return time ? toSeconds(time) : null;
}
