/** The longest reason why an agent failed, in characters. */
const LONGEST = 500;

/** Cuts a text that is too long for a person to read. */
export function shortened(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`;
}
