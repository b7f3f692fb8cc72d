const SECONDS_OF_MINUTE = 60;

/** Returns a text that says for how long a model has thought, such as "Thought for 12 s". 0 counts as unknown. */
export function thoughtTime(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (milliseconds === 0) return 'Thought';
  if (seconds < 1) return 'Thought for less than 1 s';
  if (seconds < SECONDS_OF_MINUTE) return `Thought for ${seconds} s`;
  const rest = seconds % SECONDS_OF_MINUTE;
  const minutes = `${Math.floor(seconds / SECONDS_OF_MINUTE)} min`;
  return `Thought for ${rest === 0 ? minutes : `${minutes} ${rest} s`}`;
}
