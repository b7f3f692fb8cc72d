import { piecesOf } from './cut-inline.ts';
import type { Definitions, Inline, MarkdownDocument } from './document.ts';
import { readInline } from './read-inline.ts';

/** The numbers of footnotes by their labels, from 1 on, in the order in which text calls them. */
export type FootnoteNumbers = ReadonlyMap<string, number>;

const NO_NUMBERS: FootnoteNumbers = new Map();

/** What a text calls. */
interface Calls {
  /** Those that it may call, by their labels. */
  readonly candidates: readonly string[];
  /** What was defined when it was last looked at, and which of its candidates were. */
  footnotes: ReadonlySet<string>;
  defined: string;
  labels: readonly string[];
}

/** A text that is closed is read once for each set of footnotes it may call. */
const readCalls = new WeakMap<Inline, Calls>();

/** Numbers the footnotes that are called and defined. Nothing is read where none is defined. */
export function numberFootnotes({ callers, definitions }: MarkdownDocument): FootnoteNumbers {
  if (definitions.footnotes.size === 0) return NO_NUMBERS;
  const numbers = new Map<string, number>();
  for (const caller of callers) {
    for (const piece of piecesOf(caller)) {
      for (const label of callsOf(piece, definitions)) {
        if (!numbers.has(label)) numbers.set(label, numbers.size + 1);
      }
    }
  }
  return numbers;
}

const CALL = /\[\^([^\]\s]{1,999})\]/g;

function callsOf(caller: Inline, definitions: Definitions): readonly string[] {
  const { footnotes } = definitions;
  const calls = readCalls.get(caller) ?? candidatesOf(caller);
  readCalls.set(caller, calls);
  if (calls.footnotes === footnotes) return calls.labels;
  calls.footnotes = footnotes;
  const defined = calls.candidates.filter((label) => footnotes.has(label)).join(' ');
  if (calls.defined !== defined) calls.labels = calledIn(caller, definitions);
  calls.defined = defined;
  return calls.labels;
}

const NOTHING_DEFINED: ReadonlySet<string> = new Set();

function candidatesOf(caller: Inline): Calls {
  const candidates = new Set([...caller.source.matchAll(CALL)].map(([, label = '']) => label));
  return { candidates: [...candidates], footnotes: NOTHING_DEFINED, defined: '', labels: [] };
}

function calledIn(caller: Inline, definitions: Definitions): string[] {
  const { tokens } = readInline(caller, definitions);
  return tokens.filter(({ type }) => type === 'footnote_call').map(({ content }) => content);
}
