/** Counts the elements that are copied out of arrays, maps and sets while something is done: work that is easily quadratic. */
export function countCopies(work: () => void): number {
  let copies = 0;
  const restores = [
    spyOn(Array.prototype, Symbol.iterator, ({ length }) => length),
    spyOn(Array.prototype, 'slice', ({ length }) => length),
    spyOn(Array.prototype, 'join', ({ length }) => length),
    spyOn(Array.prototype, 'with', ({ length }) => length),
    spyOn(Map.prototype, Symbol.iterator, ({ size }) => size),
    spyOn(Set.prototype, Symbol.iterator, ({ size }) => size),
  ];

  function spyOn<Type extends object>(
    prototype: Type,
    name: keyof Type,
    countOf: (instance: Type) => number,
  ): () => void {
    const original = prototype[name] as (this: Type, ...args: unknown[]) => unknown;
    Object.defineProperty(prototype, name, {
      configurable: true,
      writable: true,
      value(this: Type, ...args: unknown[]) {
        copies += countOf(this);
        return original.apply(this, args);
      },
    });
    return () => {
      Object.defineProperty(prototype, name, { configurable: true, writable: true, value: original });
    };
  }

  try {
    work();
    return copies;
  } finally {
    for (const restore of restores) restore();
  }
}
