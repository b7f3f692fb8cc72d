import type { FootnoteNumbers } from './footnote-numbers.ts';
import type { Definitions } from '../document.ts';
import { NOTHING_DEFINED } from '../inline/read-inline.ts';

/** What the texts of one message refer to. A text subscribes to the labels that it names. */
export interface References {
  readonly definitions: Definitions;
  readonly numbers: FootnoteNumbers;
  /**
   * Calls back when one of these labels stands for something else.
   * @param labels normalised ones of links, and those of footnotes after a `^`
   */
  subscribe(labels: readonly string[], listener: () => void): () => void;
}

/** The same, with what the reader of the message needs to change it. */
export interface OwnReferences extends References {
  /** Takes what stands for labels from now on. */
  take(definitions: Definitions, numbers: FootnoteNumbers): void;
  /** Calls those back whose labels have changed. */
  notify(): void;
}

/** Makes references of which none is defined. */
export function createReferences(): OwnReferences {
  const listeners = new Map<string, Set<() => void>>();
  let definitions = NOTHING_DEFINED;
  let numbers: FootnoteNumbers = new Map();
  /** The labels that have changed since the last call back; null if any may have. */
  let changed: Set<string> | null = new Set();

  function note(labels: Iterable<string> | null, prefix = ''): void {
    if (labels === null) changed = null;
    else if (changed) for (const label of labels) changed.add(prefix + label);
  }

  function* renumbered(next: FootnoteNumbers): Generator<string> {
    if (next === numbers) return;
    for (const [label, number] of next) if (numbers.get(label) !== number) yield label;
    for (const label of numbers.keys()) if (!next.has(label)) yield label;
  }

  return {
    get definitions() {
      return definitions;
    },
    get numbers() {
      return numbers;
    },
    subscribe(labels, listener) {
      for (const label of labels) {
        const others = listeners.get(label);
        if (others) others.add(listener);
        else listeners.set(label, new Set([listener]));
      }
      return () => {
        for (const label of labels) listeners.get(label)?.delete(listener);
      };
    },
    take(nextDefinitions, nextNumbers) {
      note(nextDefinitions.links.changedSince(definitions.links));
      note(nextDefinitions.footnotes.changedSince(definitions.footnotes), '^');
      note(renumbered(nextNumbers), '^');
      definitions = nextDefinitions;
      numbers = nextNumbers;
    },
    notify() {
      if (changed?.size === 0) return;
      const labels = changed ?? listeners.keys();
      const all = new Set([...labels].flatMap((label) => [...(listeners.get(label) ?? [])]));
      changed = new Set();
      for (const listener of all) listener();
    },
  };
}
