/** A method of a built-in type, whose work is in no script, and how much it does, in characters or elements. */
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

/** How far a search for a text has come. A search by a regular expression is counted by itself. */
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
 * What goes through many characters or elements. Cutting and joining strings is left out: the engine notes where the
 * parts are, and copies them as blocks of memory. So is comparing them, at some twenty characters in a nanosecond.
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

/** What looks at one character or element, and what calls a function with each: where the steps of scripts are not counted. */
export const STEPS: readonly BuiltIn[] = [
  ...methods(String.prototype, ['charAt', 'charCodeAt', 'codePointAt', 'at'], () => 1),
  ...methods(Array.prototype, ['push'], (_, args) => args.length),
  ...methods(
    Array.prototype,
    ['find', 'findIndex', 'findLast', 'some', 'every', 'map', 'filter', 'forEach', 'reduce', 'flatMap'],
    whole,
  ),
];
