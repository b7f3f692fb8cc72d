import { z } from 'zod';

/**
 * Schema of `CORS_ORIGINS`: origins separated by commas. They are normalized to the form that browsers send:
 * `HTTPS://App.example:443` becomes `https://app.example`.
 */
export const originListSchema = z.string().transform((text, { issues }): string[] => {
  const entries = text.split(',').map((entry) => entry.trim());
  const named = entries.filter((entry) => entry !== '');
  const wrong = named.find((entry) => originOf(entry) === null);
  if (wrong !== undefined) issues.push({ code: 'custom', input: text, message: problemWith(wrong) });
  return [...new Set(named.map((entry) => originOf(entry) ?? entry))];
});

function problemWith(entry: string): string {
  return entry.includes('*')
    ? 'must list each origin by itself: * would allow any page'
    : 'must be origins such as https://app.example.com, without a path, separated by commas';
}

function originOf(entry: string): string | null {
  if (!/^https?:\/\/[^/?#@*\\]+$/i.test(entry) || !URL.canParse(entry)) return null;
  return new URL(entry).origin;
}
