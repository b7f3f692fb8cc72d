import { Appender, countOf, itemAt, haveSameStart, type Chunks } from '../chunks.ts';
import { createHighlightWorkerClient, type HighlightResult, type HighlightSession } from './worker-client.ts';
import type { CodeToken } from './highlighter.ts';
import { grammarLoader } from './languages.ts';

/** The highlighting of one block of code, line by line. */
export interface CodeHighlighting {
  /** Requests the tokens of these lines. Unchanged lines keep their tokens. */
  update(language: string, lines: Chunks<string>, open: boolean): void;
  /** Returns the tokens that are known so far, from the first line on. */
  tokens(): Chunks<readonly CodeToken[]>;
  /** Calls the listener when more tokens are known. Returns an unsubscribe function. */
  subscribe(this: void, listener: () => void): () => void;
  /** Stops highlighting until `update` is called again. */
  stop(): void;
}

/** Maximum size of a request, in lines and in characters. It is limited, so that several blocks take turns. */
const MAX_LINES = 50;
const MAX_CHARACTERS = 4_000;
const NO_TOKENS: Chunks<readonly CodeToken[]> = [];

const openText = createHighlightWorkerClient(
  () => new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' }),
);

/** A line, or a part of a long line that is split. Only the first part is highlighted. */
interface NextLine {
  readonly line: string;
  readonly isCode: boolean;
}

/** Creates the highlighting of a block. The worker is started when it is first needed. */
export function createCodeHighlighting(): CodeHighlighting {
  const listeners = new Set<() => void>();
  let tokens = NO_TOKENS;
  let lines: Chunks<string> = [];
  /** The number of complete lines, and the number of highlighted lines. */
  let complete = 0;
  let done = 0;
  let language = '';
  let isOpen = false;
  /** The open session; null before the first request and after the session has ended. */
  let session: HighlightSession | null = null;
  let isPending = false;
  let isPlain = false;

  function nextLines(): NextLine[] {
    const next: NextLine[] = [];
    let length = 0;
    for (let at = done; at < complete && next.length < MAX_LINES && length < MAX_CHARACTERS; at++) {
      const line = (itemAt(lines, at) ?? '').replace(/\n$/, '');
      next.push({ line, isCode: at === 0 || itemAt(lines, at - 1)?.endsWith('\n') === true });
      length += line.length;
    }
    return next;
  }

  function request(): void {
    if (isPending || isPlain) return;
    if (done >= complete) {
      if (!isOpen) endSession();
      return;
    }
    const next = nextLines();
    const asked = (session ??= openText(language));
    isPending = true;
    asked.highlight(
      next.filter(({ isCode }) => isCode).map(({ line }) => line),
      (result) => {
        if (session === asked) receive(next, result);
      },
    );
  }

  function receive(next: readonly NextLine[], result: HighlightResult): void {
    isPending = false;
    if (result === 'none') {
      endSession();
      isPlain = true;
    } else if (result === 'lost') restart();
    else {
      const appender = new Appender();
      const highlighted = result.values();
      for (const { line, isCode } of next) {
        tokens = appender.append(
          tokens,
          (isCode ? highlighted.next().value : null) ?? [{ text: line, kind: null }],
        );
      }
      done += next.length;
      for (const listener of listeners) listener();
    }
    request();
  }

  function endSession(): void {
    session?.end();
    session = null;
    isPending = false;
  }

  function restart(): void {
    endSession();
    tokens = NO_TOKENS;
    done = 0;
    isPlain = grammarLoader(language) === undefined;
  }

  return {
    update(name, newLines, open) {
      const now = countOf(newLines) - (open ? 1 : 0);
      const continues = name === language && now >= done && haveSameStart(lines, newLines, done);
      language = name;
      if (!continues || (session === null && now > done && !isPlain)) restart();
      lines = newLines;
      complete = now;
      isOpen = open;
      request();
    },
    tokens: () => tokens,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop: endSession,
  };
}
