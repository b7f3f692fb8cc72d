import { z } from 'zod';

/** Schema of a text that is not empty. */
export const text = z.string().trim().min(1);

/** Creates a schema of an address with one of these protocols, such as `https:`. */
export function url(...protocols: string[]) {
  const isOfProtocol = (value: string) => URL.canParse(value) && protocols.includes(new URL(value).protocol);
  return text.refine(
    isOfProtocol,
    `must be an address that starts with ${protocols.map((one) => `${one}//`).join(' or ')}`,
  );
}

/** Returns whether an address contains neither a user nor a password. */
export function hasNoCredentials(address: string): boolean {
  if (!URL.canParse(address)) return true; // refused by the URL check
  const { username, password } = new URL(address);
  return username === '' && password === '';
}

/** Creates a schema of a number from `from` to `to`. */
export function number(from: number, to: number, fallback: number) {
  return z
    .string()
    .regex(/^\d+(\.\d+)?$/, 'must be a number')
    .transform(Number)
    .pipe(z.number().min(from, `must be at least ${from}`).max(to, `must be at most ${to}`))
    .default(fallback);
}

/** Creates a schema of a whole number from `from` to `to`. */
export function whole(from: number, to: number, fallback: number) {
  return number(from, to, fallback).refine(Number.isInteger, 'must be a whole number');
}

const ONE_DAY = 86_400;
/** Creates a schema of a number of seconds. The parsed value is in milliseconds. */
export const seconds = (fallback: number, max = ONE_DAY) =>
  number(1, max, fallback).transform((value) => value * 1000);
