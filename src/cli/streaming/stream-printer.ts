import type { Opened } from '../../protocol/run-state.ts';
import type { RunPrinter } from '../run-printer.ts';
import type { Terminal } from '../terminal.ts';
import type { Feed } from './feed.ts';
import { createChildFeed, type WatchChild } from './child-feed.ts';
import { createPartQueue, type Part, type PartQueue } from './part-queue.ts';
import { createSourceFeed } from './source-feed.ts';
import { createTextFeed } from './text-feed.ts';
import { createThinkingFeed } from './thinking-feed.ts';
import { createToolFeed } from './tool-feed.ts';

/**
 * Creates a printer that writes a run as it arrives, and only what was streamed. Texts go to standard output; thinking
 * and tool calls go to standard error. If both are terminals, a person sees both in one place, so they are written one
 * after another, in the order in which they began. Otherwise neither waits for the other.
 * @param watch follows the runs of other agents that the run starts. In a terminal, they have lines. Without it, they
 * are not shown.
 */
export function createStreamPrinter({ out, err }: Terminal, watch?: WatchChild): RunPrinter {
  const texts = createPartQueue(true);
  const others = out.isTerminal && err.isTerminal ? texts : createPartQueue(err.isTerminal);
  let begun: { part: Part; opened: Opened; queue: PartQueue }[] = [];
  const addTo = (queue: PartQueue) => (part: Part, opened: Opened) =>
    void begun.push({ part, opened, queue });
  const feeds: Feed[] = [
    createThinkingFeed(err, addTo(others)),
    createToolFeed(err, addTo(others)),
    createTextFeed(out, addTo(texts)),
    createSourceFeed(out, addTo(texts)),
  ];
  const children =
    watch && err.isTerminal ? createChildFeed({ err, begin: addTo(others), watch, print }) : null;
  if (children) feeds.push(children);

  function print(): void {
    // Several parts begin at once after a reconnect.
    for (const { part, queue } of begun.toSorted((one, other) => one.opened - other.opened)) queue.add(part);
    begun = [];
    texts.print();
    others.print();
  }

  return {
    take(state, event) {
      for (const feed of feeds) feed.take(state, event);
      print();
    },
    breakLine: () => others.breakLine(),
    connectionLost() {}, // the line that has been written so far cannot be replaced
    settle: children?.settle,
    end() {
      for (const feed of feeds) feed.end();
      print();
    },
  };
}
