import type { Definitions, Inline, MarkdownDocument } from './document.ts';
import { readInline } from './read-inline.ts';

/** The numbers of footnotes by their labels, from 1 on, in the order in which text calls them. */
export type FootnoteNumbers = ReadonlyMap<string, number>;

const NO_NUMBERS: FootnoteNumbers = new Map();

interface Calls {
  readonly defined: string;
  readonly labels: readonly string[];
}

/** What each text calls; a text that is closed is read once for each set of footnotes it may call. */
const readCalls = new WeakMap<Inline, Calls>();

/** Numbers the footnotes that are called and defined. Nothing is read where none is defined. */
export function numberFootnotes({ callers, definitions }: MarkdownDocument): FootnoteNumbers {
  if (definitions.footnotes.size === 0) return NO_NUMBERS;
  const numbers = new Map<string, number>();
  for (const caller of callers) {
    for (const label of callsOf(caller, definitions)) {
      if (!numbers.has(label)) numbers.set(label, numbers.size + 1);
    }
  }
  return numbers;
}

const CALL = /\[\^([^\]\s]+)\]/g;

function callsOf(caller: Inline, definitions: Definitions): readonly string[] {
  const candidates = [...caller.source.matchAll(CALL)].map(([, label = '']) => label);
  const defined = candidates.filter((label) => definitions.footnotes.has(label)).join(' ');
  const known = readCalls.get(caller);
  if (known?.defined === defined) return known.labels;
  const labels = defined === '' ? [] : calledIn(caller, definitions);
  readCalls.set(caller, { defined, labels });
  return labels;
}

function calledIn(caller: Inline, definitions: Definitions): string[] {
  const { tokens } = readInline(caller, definitions);
  return tokens.filter(({ type }) => type === 'footnote_call').map(({ content }) => content);
}
