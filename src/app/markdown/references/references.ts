import type { FootnoteNumbers } from './footnote-numbers.ts';
import type { Definitions } from '../document.ts';
import { NOTHING_DEFINED } from '../inline/read-inline.ts';

/** The link targets and footnote numbers of one message. A text subscribes to the labels that it contains. */
export interface References {
  readonly definitions: Definitions;
  readonly numbers: FootnoteNumbers;
  /**
   * Calls the listener when the meaning of one of these labels changes. Returns an unsubscribe function.
   * @param labels normalised labels of links, and labels of footnotes with the prefix `^`
   */
  subscribe(labels: readonly string[], listener: () => void): () => void;
}

/** References that the reader of the message can update. */
export interface OwnReferences extends References {
  /** Sets the current definitions and numbers. */
  update(definitions: Definitions, numbers: FootnoteNumbers): void;
  /** Calls the listeners whose labels have changed. */
  notify(): void;
}

/** Creates references without definitions. */
export function createReferences(): OwnReferences {
  const listeners = new Map<string, Set<() => void>>();
  let definitions = NOTHING_DEFINED;
  let numbers: FootnoteNumbers = new Map();
  /** The labels that have changed since the last `notify`; null if any label may have changed. */
  let changed: Set<string> | null = new Set();

  function markChanged(labels: Iterable<string> | null, prefix = ''): void {
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
    update(nextDefinitions, nextNumbers) {
      markChanged(nextDefinitions.links.changedSince(definitions.links));
      markChanged(nextDefinitions.footnotes.changedSince(definitions.footnotes), '^');
      markChanged(renumbered(nextNumbers), '^');
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
