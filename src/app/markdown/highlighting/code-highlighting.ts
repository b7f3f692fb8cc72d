import { Appender, countOf, itemAt, startsAlike, type Chunks } from '../chunks.ts';
import { createHighlightWorkerClient, type HighlightSession, type Colours } from './worker-client.ts';
import type { CodeToken } from './highlighter.ts';
import { grammarLoader } from './languages.ts';

/** The colours of one text of code, which come line by line. */
export interface CodeHighlighting {
  /** Asks for the colours of these lines. Lines that are the same as before keep theirs. */
  read(language: string, lines: Chunks<string>, open: boolean): void;
  /** Those that are known, from the first line on. */
  tokens(): Chunks<readonly CodeToken[]>;
  /** Calls back when more are known. */
  subscribe(this: void, listener: () => void): () => void;
  /** Does no more work until it is asked again. */
  stop(): void;
}

/** How much is coloured at a time, so that texts that come at once take turns: in lines, and in characters. */
const MOST_LINES = 50;
const MOST_CHARACTERS = 4_000;
const NONE: Chunks<readonly CodeToken[]> = [];

const openText = createHighlightWorkerClient(
  () => new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' }),
);

/** A line, or one of several that a long line is shown in. Those are no code by themselves but for the first. */
interface NextLine {
  readonly line: string;
  readonly isCode: boolean;
}

/** Makes the colours of a text that nothing is known of. What colours it is loaded when it is first needed. */
export function createCodeHighlighting(): CodeHighlighting {
  const listeners = new Set<() => void>();
  let tokens = NONE;
  let wanted: Chunks<string> = [];
  /** How many of its lines are complete, and how many of those are coloured. */
  let complete = 0;
  let done = 0;
  let language = '';
  let isOpen = false;
  /** Null before the first line, and when all have come. */
  let text: HighlightSession | null = null;
  let isAsked = false;
  let isUncoloured = false;

  function nextLines(): NextLine[] {
    const next: NextLine[] = [];
    let length = 0;
    for (let at = done; at < complete && next.length < MOST_LINES && length < MOST_CHARACTERS; at++) {
      const line = (itemAt(wanted, at) ?? '').replace(/\n$/, '');
      next.push({ line, isCode: at === 0 || itemAt(wanted, at - 1)?.endsWith('\n') === true });
      length += line.length;
    }
    return next;
  }

  function ask(): void {
    if (isAsked || isUncoloured) return;
    if (done >= complete) {
      if (!isOpen) leave();
      return;
    }
    const next = nextLines();
    const asked = (text ??= openText(language));
    isAsked = true;
    asked.colour(
      next.filter(({ isCode }) => isCode).map(({ line }) => line),
      (colours) => {
        if (text === asked) take(next, colours);
      },
    );
  }

  function take(next: readonly NextLine[], colours: Colours): void {
    isAsked = false;
    if (colours === 'none') {
      leave();
      isUncoloured = true;
    } else if (colours === 'lost') restart();
    else {
      const appender = new Appender();
      const coloured = colours.values();
      for (const { line, isCode } of next) {
        tokens = appender.append(
          tokens,
          (isCode ? coloured.next().value : null) ?? [{ text: line, kind: null }],
        );
      }
      done += next.length;
      for (const listener of listeners) listener();
    }
    ask();
  }

  function leave(): void {
    text?.end();
    text = null;
    isAsked = false;
  }

  function restart(): void {
    leave();
    tokens = NONE;
    done = 0;
    isUncoloured = grammarLoader(language) === undefined;
  }

  return {
    read(name, lines, open) {
      const now = countOf(lines) - (open ? 1 : 0);
      const goesOn = name === language && now >= done && startsAlike(wanted, lines, done);
      language = name;
      if (!goesOn || (text === null && now > done && !isUncoloured)) restart();
      wanted = lines;
      complete = now;
      isOpen = open;
      ask();
    },
    tokens: () => tokens,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop: leave,
  };
}
