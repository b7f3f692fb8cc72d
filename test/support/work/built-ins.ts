/** A method of a built-in type, whose work V8 does not count, and how much work a call does, in characters or elements. */
export interface BuiltIn {
  readonly prototype: object;
  readonly name: PropertyKey;
  readonly work: (self: never, args: never, result: never) => number;
}

type Work<Self, Result> = (self: Self, args: readonly unknown[], result: Result) => number;

function methods<Self, Result>(
  prototype: object,
  names: readonly PropertyKey[],
  work: Work<Self, Result>,
): readonly BuiltIn[] {
  return names.map((name) => ({ prototype, name, work: work as BuiltIn['work'] }));
}

/** How many characters a search for a text has passed. Regular expressions are counted separately. */
const searched: Work<string, number> = (text, [wanted, from], found) =>
  wanted instanceof RegExp ? 0 : (found < 0 ? text.length : found + 1) - Math.max(0, Number(from ?? 0));
const searchedBack: Work<string, number> = (text, [, from], found) =>
  Math.max(0, Math.min(Number(from ?? text.length), text.length) - found);
const ofText: Work<string, unknown> = (text, [by]) => (by instanceof RegExp ? 0 : text.length);
const taken: Work<string, string> = (text, _, result) => text.length - result.length + 1;
const asked: Work<unknown, unknown> = (_, [wanted]) => String(wanted).length;
const made: Work<unknown, { readonly length: number }> = (_, __, result) => result.length;
const whole: Work<{ readonly length: number }, unknown> = ({ length }) => length;
const wholeSet: Work<{ readonly size: number }, unknown> = ({ size }) => size;
const joined: Work<readonly unknown[], string> = (items, _, text) => items.length + text.length;
/** V8 copies the whole text with each segment. */
const segment: Work<unknown, IteratorResult<Intl.SegmentData>> = (_, __, { done, value }) =>
  done ? 0 : value.input.length;

const SEGMENTS = Object.getPrototypeOf(new Intl.Segmenter().segment('')[Symbol.iterator]()) as object;

/**
 * Methods that read many characters or elements. Cutting and joining strings do not count: the engine keeps references
 * to the parts and copies them as blocks of memory. Neither does comparing strings, at some twenty characters per
 * nanosecond.
 */
export const BUILT_INS: readonly BuiltIn[] = [
  ...methods(String.prototype, ['indexOf', 'search'], searched),
  ...methods(String.prototype, ['lastIndexOf'], searchedBack),
  ...methods(String.prototype, ['includes', 'split', 'replace', 'replaceAll'], ofText),
  ...methods(String.prototype, ['toLowerCase', 'toUpperCase', 'normalize', Symbol.iterator], whole),
  ...methods(String.prototype, ['trim', 'trimStart', 'trimEnd'], taken),
  ...methods(String.prototype, ['startsWith', 'endsWith'], asked),
  ...methods(String.prototype, ['repeat', 'padStart', 'padEnd'], made),
  ...methods(Array.prototype, ['slice', 'flat', 'concat', 'with', 'toReversed', 'toSorted'], made),
  ...methods(
    Array.prototype,
    ['indexOf', 'includes', 'lastIndexOf', 'unshift', 'shift', 'splice', 'reverse', 'fill', Symbol.iterator],
    whole,
  ),
  ...methods(Array.prototype, ['join'], joined),
  ...methods(Map.prototype, [Symbol.iterator], wholeSet),
  ...methods(Set.prototype, [Symbol.iterator], wholeSet),
  ...methods(SEGMENTS, ['next'], segment),
  ...methods(JSON, ['parse'], asked),
];

/** Methods that read one character or element, or call a function for each. They count if the steps of scripts do not. */
export const STEPS: readonly BuiltIn[] = [
  ...methods(String.prototype, ['charAt', 'charCodeAt', 'codePointAt', 'at'], () => 1),
  ...methods(Array.prototype, ['push'], (_, args) => args.length),
  ...methods(
    Array.prototype,
    ['find', 'findIndex', 'findLast', 'some', 'every', 'map', 'filter', 'forEach', 'reduce', 'flatMap'],
    whole,
  ),
];
