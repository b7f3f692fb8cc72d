const SECONDS_OF_MINUTE = 60;

/** Returns a text that says for how long a model has thought, such as "Thought for 12 s". `null`: it is unknown. */
export function thoughtTime(milliseconds: number | null): string {
  if (milliseconds === null) return 'Thought';
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 1) return 'Thought for less than 1 s';
  if (seconds < SECONDS_OF_MINUTE) return `Thought for ${seconds} s`;
  const rest = seconds % SECONDS_OF_MINUTE;
  const minutes = `${Math.floor(seconds / SECONDS_OF_MINUTE)} min`;
  return `Thought for ${rest === 0 ? minutes : `${minutes} ${rest} s`}`;
}
