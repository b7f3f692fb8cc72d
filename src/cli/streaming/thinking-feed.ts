import { thoughtTime } from '../../client/thought-time.ts';
import type { Thought } from '../../protocol/run-state.ts';
import { dimLines, styled } from '../styled-text.ts';
import type { Output } from '../terminal.ts';
import { newPiece, type BeginPart, type Feed } from './feed.ts';
import type { Part } from './part-queue.ts';
import { createPendingText } from './pending-text.ts';

/** A thought that was taken. */
interface KnownThought {
  /** The thought, when it was last taken. */
  taken: Thought;
  /** The part that is being written; null once it has ended. */
  part: ThinkingPart | null;
  /** The time that earlier parts have shown, in milliseconds. */
  shownTime: number;
}

/**
 * Creates the feed of what models think. In a terminal it is shown as it arrives, elsewhere as one line with its time.
 * If a model continues to think after its answer has begun, this is a new part.
 */
export function createThinkingFeed(err: Output, begin: BeginPart): Feed {
  const known = new Map<string, KnownThought>();
  const open = new Set<KnownThought>();
  let last: readonly Thought[] = [];

  function take(thought: Thought, added: string | null): void {
    const before = known.get(thought.id);
    if (before?.taken === thought) return;
    const piece = newPiece(thought.text, before?.taken.text.length ?? 0, added);
    const one: KnownThought = before ?? { taken: thought, part: null, shownTime: 0 };
    known.set(thought.id, one);
    if (piece !== '') {
      if (!one.part) begin((one.part = createThinkingPart(err)), thought.opened);
      one.part.push(piece);
      open.add(one);
      one.taken = thought;
    }
    if (!thought.isOpen) end(one, thought.elapsed);
  }

  function end(one: KnownThought, elapsed = one.taken.elapsed): void {
    one.part?.end(elapsed - one.shownTime);
    if (one.part) one.shownTime = elapsed;
    one.part = null;
    open.delete(one);
  }

  return {
    take({ thoughts }, event) {
      if (thoughts === last) return;
      last = thoughts;
      const added = event?.type === 'thinking.delta' ? event.delta : null;
      for (const thought of thoughts)
        take(thought, added?.id === thought.id ? added.delta.thinking.value : null);
      for (const one of open) if (!thoughts.some(({ id }) => id === one.taken.id)) end(one);
    },
    end() {
      for (const one of open) end(one);
    },
  };
}

interface ThinkingPart extends Part {
  push(piece: string): void;
  /** @param elapsed for how long the model has thought, in milliseconds */
  end(elapsed: number): void;
}

function createThinkingPart(err: Output): ThinkingPart {
  const text = createPendingText();
  let elapsed: number | null = null;
  let hasBegun = false;
  let isMidLine = false;
  return {
    kind: 'thinking',
    get hasEnded() {
      return elapsed !== null;
    },
    get isMidLine() {
      return isMidLine;
    },
    push(piece) {
      if (err.isTerminal) text.push(piece);
    },
    end(milliseconds) {
      elapsed = milliseconds;
    },
    hasNews: () => elapsed !== null || text.isVisible,
    write() {
      const shown = text.isVisible ? text.take() : '';
      if (shown !== '') {
        if (!hasBegun) err.write(styled('dim', 'Thinking'), '\n');
        err.write(...dimLines(shown));
        hasBegun = true;
        isMidLine = true;
      }
      if (elapsed === null) return;
      if (isMidLine) this.writeLineEnd();
      err.write(styled('dim', thoughtTime(elapsed)), '\n');
    },
    writeLineEnd() {
      err.write('\n');
      isMidLine = false;
    },
  };
}
