import { sourcesOf, type Source } from '../../client/cited-text.ts';
import { annotationsOf } from '../../protocol/message.ts';
import { citationsIn } from '../../protocol/url-citation.ts';
import type { RunState } from '../../protocol/run-state.ts';
import type { Output } from '../terminal.ts';
import { writeSources } from '../write-sources.ts';
import type { BeginPart, Feed } from './feed.ts';
import type { Part } from './part-queue.ts';

/** Creates the feed of sources: a list after each message that cites web pages. A pipe gets none. */
export function createSourceFeed(out: Output, begin: BeginPart): Feed {
  const taken = new Set<string>();
  let last: RunState['messages'] = [];
  return {
    take({ messages }) {
      if (!out.isTerminal || messages === last) return;
      last = messages;
      for (const { id, message, opened } of messages) {
        const sources = sourcesOf(message ? citationsIn(annotationsOf(message.content)) : []);
        if (sources.length === 0 || taken.has(id)) continue;
        taken.add(id);
        begin(createSourcePart(out, sources), opened);
      }
    },
    end() {},
  };
}

function createSourcePart(out: Output, sources: readonly Source[]): Part {
  let isWritten = false;
  return {
    kind: 'text',
    hasEnded: true,
    isMidLine: false,
    hasNews: () => !isWritten,
    write() {
      isWritten = true;
      writeSources(out, sources);
    },
    writeLineEnd: () => out.writeText('\n'),
  };
}
