import { countOf, itemAt, type Chunks } from '../chunks.ts';
import type { Definitions, Inline, MarkdownDocument } from '../document.ts';
import { readInline } from '../inline/read-inline.ts';

/** The numbers of footnotes by label, from 1, in the order of their first reference. */
export type FootnoteNumbers = ReadonlyMap<string, number>;

/** Numbers the footnotes of a growing text. */
export interface FootnoteNumbering {
  /** Numbers the footnotes that are defined and referred to. Returns the same object as before if no number has changed. */
  read(document: Pick<MarkdownDocument, 'callers' | 'definitions'>): FootnoteNumbers;
}

/** A text that may refer to footnotes. */
interface Caller {
  readonly inline: Inline;
  /** Its index among all callers. */
  readonly at: number;
  /** The labels that it may refer to. */
  readonly candidates: readonly string[];
  /** The candidates that are defined, as one string. */
  defined: string;
  /** The labels that it refers to. */
  calls: readonly string[];
}

const CALL = /\[\^([^[\]\s]+)\]/g;

/** Creates a numbering. Texts that it has parsed before are not parsed again. */
export function createFootnoteNumbering(): FootnoteNumbering {
  const callers: Caller[] = [];
  /** The callers that may refer to a footnote, by its label. */
  const byLabel = new Map<string, Set<Caller>>();
  /** The footnotes in the order of their numbers, each with the first text that refers to it. */
  let called = new Map<string, Caller>();
  let known: Definitions['footnotes'] | null = null;
  let numbers: FootnoteNumbers = new Map();

  /** Removes callers from the end until the last caller is unchanged. A text that has grown is a new object. */
  function dropCallers(inlines: Chunks<Inline>): void {
    const count = countOf(inlines);
    for (let last = callers.at(-1); last; last = callers.at(-1)) {
      if (callers.length <= count && itemAt(inlines, callers.length - 1) === last.inline) return;
      callers.pop();
      for (const label of last.candidates) byLabel.get(label)?.delete(last);
      for (const label of last.calls) if (called.get(label) === last) called.delete(label);
    }
  }

  function addCaller(inline: Inline, definitions: Definitions): void {
    const candidates = [...new Set([...inline.source.matchAll(CALL)].map(([, label = '']) => label))];
    const caller: Caller = { inline, at: callers.length, candidates, defined: '', calls: [] };
    callers.push(caller);
    for (const label of candidates) {
      const others = byLabel.get(label);
      if (others) others.add(caller);
      else byLabel.set(label, new Set([caller]));
    }
    readCalls(caller, definitions);
    callAll(caller);
  }

  /** Parses a text again if other footnotes are defined now. Returns whether the text now refers to other footnotes. */
  function readCalls(caller: Caller, definitions: Definitions): boolean {
    const defined = caller.candidates.filter((label) => definitions.footnotes.has(label)).join(' ');
    if (defined === caller.defined) return false;
    const before = caller.calls.join(' ');
    caller.defined = defined;
    const { tokens } = readInline(caller.inline, definitions);
    caller.calls = tokens.filter(({ type }) => type === 'footnote_call').map(({ content }) => content);
    return caller.calls.join(' ') !== before;
  }

  function callAll(caller: Caller): void {
    for (const label of caller.calls) if (!called.has(label)) called.set(label, caller);
  }

  /** Parses again all texts that may refer to footnotes that are newly defined or no longer defined. */
  function readDefined(definitions: Definitions): void {
    const { footnotes } = definitions;
    const changed = known ? footnotes.changedSince(known) : null;
    known = footnotes;
    const affected = changed ? changed.flatMap((label) => [...(byLabel.get(label) ?? [])]) : callers;
    const different = affected.filter((caller) => readCalls(caller, definitions));
    if (different.length === 0) return;
    const last = Math.max(-1, ...[...called.values()].map(({ at }) => at));
    const [first] = different;
    if (different.length === 1 && first && first.at > last) return callAll(first);
    called = new Map();
    for (const caller of callers) callAll(caller);
  }

  return {
    read({ callers: inlines, definitions }) {
      dropCallers(inlines);
      readDefined(definitions);
      const count = countOf(inlines);
      for (let at = callers.length; at < count; at++) addCaller(itemAt(inlines, at)!, definitions);
      if (!isNumbered(called, numbers)) {
        numbers = new Map([...called.keys()].map((label, index) => [label, index + 1]));
      }
      return numbers;
    },
  };
}

function isNumbered(called: ReadonlyMap<string, unknown>, numbers: FootnoteNumbers): boolean {
  if (called.size !== numbers.size) return false;
  let number = 0;
  for (const label of called.keys()) if (numbers.get(label) !== ++number) return false;
  return true;
}
