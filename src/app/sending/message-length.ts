import { LONGEST_TEXT } from '../../protocol/longest-text.ts';

/** Throws an error in words if a text is too long for a message: the hub would refuse it after it has been sent whole. */
export function checkLength(text: string): void {
  if (text.length <= LONGEST_TEXT) return;
  const [length, most] = [text.length, LONGEST_TEXT].map((count) => count.toLocaleString('en'));
  throw new Error(
    `It has ${length} characters, and a message can have ${most} at most. Shorten it, or send it in parts.`,
  );
}
