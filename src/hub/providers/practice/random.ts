const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** Choices that look free and are not: the same seed makes the same ones. */
export interface Random {
  /** The next number, from 0 up to but not including 1. */
  next(): number;
  /** One of the choices. */
  pick<T>(choices: readonly T[]): T;
  /** So many of the choices, in an order of their own. */
  pickSeveral<T>(choices: readonly T[], count: number): T[];
}

/** A random source seeded with text: FNV-1a makes the seed, mulberry32 the numbers. */
export function createRandom(seed: string): Random {
  let state = hash(seed);

  function next(): number {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  function pickSeveral<T>(choices: readonly T[], count: number): T[] {
    const left = [...choices];
    const picked: T[] = [];
    while (picked.length < count && left.length > 0) {
      picked.push(...left.splice(Math.floor(next() * left.length), 1));
    }
    return picked;
  }

  return {
    next,
    pickSeveral,
    pick(choices) {
      const [picked] = pickSeveral(choices, 1);
      if (picked === undefined) throw new RangeError('There is nothing to pick from.');
      return picked;
    },
  };
}

function hash(text: string): number {
  let result = FNV_OFFSET;
  for (let at = 0; at < text.length; at++) result = Math.imul(result ^ text.charCodeAt(at), FNV_PRIME);
  return result;
}
