import { childState } from '../../client/child-state.ts';
import { INITIAL_RUN_STATE, type Opened, type RunState } from '../../protocol/run-state.ts';
import type { ChildRunReference } from '../../protocol/run-step.ts';
import { childLine, childResultLine } from '../child-lines.ts';
import type { Text } from '../styled-text.ts';
import type { Output } from '../terminal.ts';
import type { BeginPart, Feed } from './feed.ts';
import type { Part } from './part-queue.ts';

/** Follows a run that an agent has started. Calls `onState` with each state of it. */
export type WatchChild = (child: ChildRunReference, onState: (state: RunState) => void) => ChildWatch;

/** A run that is being followed. */
export interface ChildWatch {
  /** Asks the hub for the run. If it has ended, waits for the end of its stream. Never rejects. */
  untilKnown(): Promise<void>;
}

/** The feed of runs of other agents. */
export interface ChildFeed extends Feed {
  /** Waits for the ends of the runs that have ended at the hub: their streams may be later than that of the caller. */
  settle(): Promise<void>;
}

/** A run of another agent, and its last known state. */
interface WatchedChild {
  readonly child: ChildRunReference;
  readonly opened: Opened;
  /** The line that says that it has begun. */
  readonly line: Part;
  watch: ChildWatch | null;
  state: RunState;
  hasResult: boolean;
}

interface ChildFeedOptions {
  err: Output;
  begin: BeginPart;
  watch: WatchChild;
  /** Writes the parts that have begun. */
  print: () => void;
}

/** Creates the feed of runs of other agents: a line when one begins, and a line with its counter when it has ended. */
export function createChildFeed({ err, begin, watch, print }: ChildFeedOptions): ChildFeed {
  const children = new Map<string, WatchedChild>();
  let last: RunState['steps'] = [];
  let hasEnded = false;

  function linePart(write: (previous: Part | null) => Text[]): Part {
    return {
      kind: 'tool',
      hasEnded: true,
      isMidLine: false,
      hasNews: () => true,
      write: (previous) => err.write(...write(previous)),
      writeLineEnd: () => err.write('\n'),
    };
  }

  function writeResult(watched: WatchedChild): void {
    const { child, opened, line, state } = watched;
    watched.hasResult = true;
    const result = linePart((previous) =>
      childResultLine(child, childState(state.status), state.deltas, previous !== line, err.width),
    );
    begin(result, opened);
  }

  function add(id: string, child: ChildRunReference, opened: Opened): void {
    const line = linePart(() => childLine(child, err.width));
    const watched: WatchedChild = {
      child,
      opened,
      line,
      watch: null,
      state: INITIAL_RUN_STATE,
      hasResult: false,
    };
    children.set(id, watched);
    begin(line, opened);
    watched.watch = watch(child, (state) => {
      watched.state = state;
      if (hasEnded || watched.hasResult || childState(state.status) === 'Running') return;
      writeResult(watched);
      print();
    });
  }

  return {
    take({ steps }) {
      for (const { id, child, opened } of steps === last ? [] : steps)
        if (child && !children.has(id)) add(id, child, opened);
      last = steps;
    },
    async settle() {
      const open = [...children.values()].filter(({ hasResult }) => !hasResult);
      await Promise.all(open.map((watched) => watched.watch?.untilKnown()));
    },
    end() {
      for (const watched of children.values()) if (!watched.hasResult) writeResult(watched);
      hasEnded = true;
    },
  };
}
