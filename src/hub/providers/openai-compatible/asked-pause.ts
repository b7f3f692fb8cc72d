import type { Refusal } from './refusal.ts';

const NUMBER = /^\s*(\d+(?:\.\d*)?|Infinity)\s*$/;
/** `2m59.56s`, `370ms` or `1h`, as Go writes times. */
const DURATION = /^(?=\d)(?:([\d.]+)h)?(?:([\d.]+)m(?!s))?(?:([\d.]+)s)?(?:([\d.]+)ms)?$/;
const MILLISECONDS = [3_600_000, 60_000, 1_000, 1];
/** A date of HTTP begins with a day: other texts that can be read as dates are none. */
const DATE = /^[A-Z][a-z]+,? /;
/** Gemini's, in the details of its refusal. */
const RETRY_DELAY = /"retryDelay"\s*:\s*"([\d.hms]+)"/;
const IN_WORDS = /(?:try again|retry) (?:in|after) ([\d.hms]*\d(?:h|m|s|ms))\b/i;

/**
 * The pause that a refusal asks for, in milliseconds; null where it asks for none. It stands in `retry-after`
 * (https://www.rfc-editor.org/rfc/rfc9110#field.retry-after), in OpenAI's `retry-after-ms`, or in the body.
 */
export function askedPause({ headers, text, reason }: Refusal, now: number): number | null {
  const after = headers.get('retry-after')?.trim() ?? '';
  return (
    numberIn(headers.get('retry-after-ms') ?? '', 1) ??
    numberIn(after, 1_000) ??
    durationIn(after) ??
    timeUntil(after, now) ??
    durationIn(RETRY_DELAY.exec(text)?.[1] ?? '') ??
    durationIn(IN_WORDS.exec(reason)?.[1] ?? '')
  );
}

function numberIn(text: string, unit: number): number | null {
  const [, digits] = NUMBER.exec(text) ?? [];
  return digits === undefined ? null : Number(digits) * unit;
}

function durationIn(text: string): number | null {
  const parts = DURATION.exec(text)?.slice(1);
  if (!parts) return null;
  const pause = parts.reduce((sum, part, at) => sum + Number(part ?? 0) * MILLISECONDS[at]!, 0);
  return Number.isNaN(pause) ? null : Math.round(pause);
}

function timeUntil(text: string, now: number): number | null {
  const pause = DATE.test(text) ? Date.parse(text) - now : Number.NaN;
  return Number.isNaN(pause) ? null : Math.max(pause, 0);
}
