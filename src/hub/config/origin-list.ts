import { z } from 'zod';

/**
 * `CORS_ORIGINS`: origins, separated by commas, as browsers write them; `HTTPS://App.example:443` is taken as
 * `https://app.example`.
 */
export const originListSchema = z.string().transform((text, { issues }): string[] => {
  const entries = text.split(',').map((entry) => entry.trim());
  const named = entries.filter((entry) => entry !== '');
  const wrong = named.find((entry) => originOf(entry) === null);
  if (wrong !== undefined) issues.push({ code: 'custom', input: text, message: complaint(wrong) });
  return [...new Set(named.map((entry) => originOf(entry) ?? entry))];
});

function complaint(entry: string): string {
  return entry.includes('*')
    ? 'must name each origin by itself: * would let in pages that nobody chose'
    : 'must be origins such as https://app.example.com, without a path, separated by commas';
}

function originOf(entry: string): string | null {
  if (!/^https?:\/\/[^/?#@*\\]+$/i.test(entry) || !URL.canParse(entry)) return null;
  return new URL(entry).origin;
}
