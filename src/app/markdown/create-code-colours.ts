import { Appender, countOf, itemAt, startsAlike, type Chunks } from './chunks.ts';
import type * as highlighter from './highlighter.ts';
import type { CodeToken, HighlightLine } from './highlighter.ts';

/** The colours of one text of code, which come line by line. */
export interface CodeColours {
  /** Asks for the colours of these lines. Lines that are the same as before keep theirs. */
  read(language: string, lines: Chunks<string>, open: boolean): void;
  /** Those that are known, from the first line on. */
  tokens(): Chunks<readonly CodeToken[]>;
  /** Calls back when more are known. */
  subscribe(this: void, listener: () => void): () => void;
  /** Does no more work until it is asked again. */
  stop(): void;
}

/** How long to work without a pause, in milliseconds: a part of a frame. */
const SLICE = 4;
const NONE: Chunks<readonly CodeToken[]> = [];

let loading: Promise<typeof highlighter> | null = null;

/** Loads what colours code. Each `import` makes the page search itself for what is preloaded, so there is only one. */
function loadHighlighter(): Promise<typeof highlighter> {
  loading ??= import('./highlighter.ts').catch((error: unknown) => {
    loading = null; // it may be there the next time
    throw error;
  });
  return loading;
}

/** Makes the colours of a text that nothing is known of. Highlighting is loaded when it is first needed. */
export function createCodeColours(): CodeColours {
  const listeners = new Set<() => void>();
  let tokens = NONE;
  let wanted: Chunks<string> = [];
  /** How many of its lines are complete, and how many of those are coloured. */
  let complete = 0;
  let done = 0;
  let language = '';
  let begin: (() => HighlightLine) | null = null;
  let highlightLine: HighlightLine | null = null;
  let timer: ReturnType<typeof setTimeout> | null = null;

  function schedule(): void {
    if (timer !== null || !begin || done >= complete) return;
    timer = setTimeout(work);
  }

  /** The tokens of the next line. Of a line that is several the others are no code by themselves. */
  function tokensOf(highlight: HighlightLine): readonly CodeToken[] {
    const line = (itemAt(wanted, done) ?? '').replace(/\n$/, '');
    const before = done === 0 ? '\n' : itemAt(wanted, done - 1);
    return before?.endsWith('\n') ? highlight(line) : [{ text: line, kind: null }];
  }

  function work(): void {
    timer = null;
    const end = performance.now() + SLICE;
    const highlight = (highlightLine ??= begin?.() ?? null);
    if (!highlight) return;
    const appender = new Appender();
    for (; done < complete && performance.now() < end; done++) {
      tokens = appender.append(tokens, tokensOf(highlight));
    }
    for (const listener of listeners) listener();
    schedule();
  }

  async function load(name: string): Promise<void> {
    language = name;
    begin = null;
    try {
      const { loadGrammar } = await loadHighlighter();
      const loaded = await loadGrammar(name);
      if (language === name) begin = loaded;
    } catch (error) {
      // Code without colours is still code. What cannot be fetched is a TypeError: the hub was gone for a moment.
      if (!(error instanceof TypeError)) reportError(error);
    }
    schedule();
  }

  function restart(): void {
    tokens = NONE;
    done = 0;
    highlightLine = null;
  }

  return {
    read(name, lines, open) {
      const now = countOf(lines) - (open ? 1 : 0);
      if (name !== language || now < done || !startsAlike(wanted, lines, done)) restart();
      wanted = lines;
      complete = now;
      if (name !== language) void load(name);
      else schedule();
    },
    tokens: () => tokens,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop() {
      if (timer !== null) clearTimeout(timer);
      timer = null;
    },
  };
}
