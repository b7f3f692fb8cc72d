const RANDOM_BYTES = 18; // 144 bits cannot be guessed, and need no padding in base64

/** The prefix of an id: the kind of object that the id identifies. */
export type IdPrefix =
  'account' | 'thread' | 'msg' | 'run' | 'step' | 'session' | 'token' | 'asst' | 'file' | 'req';

/** Creates an id such as `run_3q2-7wAB…`: the prefix, then 144 random bits in base64url. */
export function createId(prefix: IdPrefix): string {
  return `${prefix}_${randomText()}`;
}

/** Returns 144 random bits in base64url. On plain http addresses, browsers have no `crypto.randomUUID`. */
export function randomText(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(RANDOM_BYTES));
  const base64 = btoa(String.fromCharCode(...bytes));
  return base64.replaceAll('+', '-').replaceAll('/', '_');
}
