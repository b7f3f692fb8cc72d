import { BUILT_INS, STEPS, type BuiltIn } from './built-ins.ts';

/**
 * Counts the characters and list elements that some work reads, each as often as it is read: by methods of strings and
 * arrays, and by regular expressions. A regular expression counts the characters that it has passed;
 * `regular-expressions.test.ts` shows that it takes no more steps than that.
 * @param work gets a function that returns the count so far
 */
export function countReads(
  work: (soFar: () => number) => void,
  builtIns: readonly BuiltIn[] = [...BUILT_INS, ...STEPS],
): number {
  let count = 0;
  let isOwn = false;
  /** The work of counting does not count. */
  function add(countOf: () => number): void {
    if (isOwn) return;
    isOwn = true;
    count += countOf();
    isOwn = false;
  }
  const restores = builtIns.map(({ prototype, name, work: workOf }) =>
    replace(
      prototype,
      name,
      (original) =>
        function counted(this: unknown, ...args: unknown[]) {
          const result: unknown = Reflect.apply(original, this, args);
          add(() => workOf(this as never, args as never, result as never));
          return result;
        },
    ),
  );
  // Methods that use a regular expression call `exec` if it is not the original.
  restores.push(
    replace(
      RegExp.prototype,
      'exec',
      (original) =>
        function exec(this: RegExp, text: string) {
          const from = this.global || this.sticky ? this.lastIndex : 0;
          const match = Reflect.apply(original, this, [text]) as RegExpExecArray | null;
          add(() => searched(this, text.length - from, match && match.index + match[0].length - from));
          return match;
        },
    ),
  );
  try {
    work(() => count);
    return count;
  } finally {
    for (const restore of restores.toReversed()) restore();
  }
}

/**
 * Returns how many characters a search has passed.
 * @param length the length of the text from the start of the search
 * @param end the end of the match; null if there is none
 */
function searched(pattern: RegExp, length: number, end: number | null): number {
  if (end !== null) return end + 1;
  const isAtOnce = pattern.sticky || (pattern.source.startsWith('^') && !pattern.multiline);
  return isAtOnce ? 1 : Math.max(1, length);
}

type Method = (...args: unknown[]) => unknown;

function replace(prototype: object, name: PropertyKey, by: (original: Method) => unknown): () => void {
  const descriptor = Object.getOwnPropertyDescriptor(prototype, name)!;
  Object.defineProperty(prototype, name, { ...descriptor, value: by(descriptor.value as Method) });
  return () => void Object.defineProperty(prototype, name, descriptor);
}
