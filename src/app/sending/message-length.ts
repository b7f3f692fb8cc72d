import { MAX_TEXT_LENGTH } from '../../protocol/max-text-length.ts';

/** Throws an error in words if a text is too long for a message: the hub would refuse it after it has been sent whole. */
export function checkLength(text: string): void {
  if (text.length <= MAX_TEXT_LENGTH) return;
  const [length, most] = [text.length, MAX_TEXT_LENGTH].map((count) => count.toLocaleString('en'));
  throw new Error(
    `It has ${length} characters, and a message can have ${most} at most. Shorten it, or send it in parts.`,
  );
}
