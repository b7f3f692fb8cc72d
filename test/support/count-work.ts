type Method = (this: unknown, ...args: never[]) => unknown;

/** Tells how many characters or elements a call has looked at, by what it was given and what it gave. */
type CountOf<Type, Result> = (self: Type, args: readonly unknown[], result: Result) => number;

/**
 * Counts the characters that are read of texts, or made, and the elements that are looked at in lists while something is done,
 * by the methods of strings, regular expressions and arrays that it calls. A regular expression counts as far as it has
 * searched: that none takes more steps than that is for `regular-expressions.test.ts`.
 * @param work is given the count so far
 */
export function countWork(work: (soFar: () => number) => void): number {
  let count = 0;
  const restores: (() => void)[] = [];

  function replace(prototype: object, name: PropertyKey, wrap: (original: Method) => Method): void {
    const descriptor = Object.getOwnPropertyDescriptor(prototype, name)!;
    Object.defineProperty(prototype, name, { ...descriptor, value: wrap(descriptor.value as Method) });
    restores.push(() => Object.defineProperty(prototype, name, descriptor));
  }

  function counted<Type, Result>(
    prototype: object,
    names: readonly PropertyKey[],
    countOf: CountOf<Type, Result>,
  ): void {
    for (const name of names) {
      replace(
        prototype,
        name,
        (original) =>
          function (this: unknown, ...args: never[]) {
            const result = Reflect.apply(original, this, args);
            count += countOf(this as Type, args, result as Result);
            return result;
          },
      );
    }
  }

  const whole = (self: { length: number }) => self.length;
  counted(String.prototype, ['charAt', 'charCodeAt', 'codePointAt', 'at'], () => 1);
  counted(String.prototype, WHOLE_TEXT, whole);
  counted(String.prototype, ['slice', 'substring', 'substr'], () => 1); // V8 copies nothing
  counted<string, string>(String.prototype, ['repeat', 'padStart', 'padEnd'], (_, __, made) => made.length);
  counted<string, unknown>(String.prototype, ['startsWith', 'endsWith'], (_, [part]) => String(part).length);
  counted<string, number>(String.prototype, ['indexOf'], (self, [part, from], at) =>
    at < 0 ? self.length - Number(from ?? 0) : at + String(part).length - Number(from ?? 0),
  );
  counted<string, number>(String.prototype, ['lastIndexOf'], (self, [, from], at) =>
    Math.max(0, Math.min(Number(from ?? self.length), self.length) - at),
  );
  counted(Array.prototype, WHOLE_LIST, whole);
  counted<unknown[], unknown[]>(Array.prototype, ['slice'], (_, __, result) => result.length);
  counted<unknown[], number>(Array.prototype, ['indexOf'], (self, _, at) => (at < 0 ? self.length : at + 1));
  counted(Array.prototype, ['push', 'unshift'], (_, args) => args.length);
  for (const name of CALLING_BACK) {
    replace(
      Array.prototype,
      name,
      (original) =>
        function (this: unknown, callback: never, ...args: never[]) {
          const called = (...given: never[]): unknown => {
            count += 1;
            return Reflect.apply(callback, args[0], given);
          };
          return Reflect.apply(original, this, [called, ...args]);
        },
    );
  }
  counted(JSON, ['parse'], (_, [text]) => String(text).length);
  // V8 copies the whole text with each segment.
  counted<unknown, IteratorResult<Intl.SegmentData>>(SEGMENT_ITERATOR, ['next'], (_, __, { done, value }) =>
    done ? 0 : value.input.length,
  );
  // What a regular expression is used by calls this, as long as it is not the original.
  replace(
    RegExp.prototype,
    'exec',
    (original) =>
      function (this: unknown, ...args: never[]) {
        const pattern = this as RegExp;
        const from = pattern.global || pattern.sticky ? pattern.lastIndex : 0;
        const match = Reflect.apply(original, this, args) as RegExpExecArray | null;
        const isAtOnce = pattern.sticky || (pattern.source.startsWith('^') && !pattern.multiline);
        if (match) count += match.index + match[0].length - from + 1;
        else count += isAtOnce ? 1 : Math.max(1, String(args[0]).length - from);
        return match;
      },
  );
  try {
    work(() => count);
    return count;
  } finally {
    for (const restore of restores.toReversed()) restore();
  }
}

const SEGMENT_ITERATOR = Object.getPrototypeOf(new Intl.Segmenter().segment('')[Symbol.iterator]()) as object;
const WHOLE_TEXT = [
  'includes', 'split', 'trim', 'trimStart', 'trimEnd', 'concat', 'replace', 'replaceAll', 'toLowerCase',
  'toUpperCase', 'normalize', Symbol.iterator,
] as const; // prettier-ignore
const WHOLE_LIST = ['concat', 'splice', 'join', 'flat', 'toReversed', 'reverse', Symbol.iterator] as const;
const CALLING_BACK = [
  'find', 'findIndex', 'findLast', 'some', 'every', 'map', 'filter', 'forEach', 'reduce', 'flatMap',
] as const; // prettier-ignore
