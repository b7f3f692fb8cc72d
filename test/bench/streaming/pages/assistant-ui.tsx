import './page.css';
import './prose.css';
import {
  AssistantRuntimeProvider,
  ComposerPrimitive,
  MessagePrimitive,
  ThreadPrimitive,
  useLocalRuntime,
  type ChatModelAdapter,
} from '@assistant-ui/react';
import { MarkdownTextPrimitive } from '@assistant-ui/react-markdown';
import { useEffect, useRef } from 'react';
import { createRoot } from 'react-dom/client';
import remarkGfm from 'remark-gfm';
import { earlierMessages } from '../history.ts';
import { byId } from './by-id.ts';
import { followRun, historyLength, streams } from './stream.ts';

const PLUGINS = [remarkGfm];

/** Converts the hub's stream to an async iterable. */
function openDeltas(): ReadableStream<{ part: number; text: string }> {
  return new ReadableStream({
    start(controller) {
      followRun({
        onDelta: (part, text) => controller.enqueue({ part, text }),
        onEnd: () => controller.close(),
      });
    },
  });
}

/** Yields the whole text with each delta, as adapters do. */
const adapter: ChatModelAdapter = {
  async *run() {
    const texts = Array.from({ length: streams }, () => '');
    const deltas = openDeltas().getReader();
    for (let next = await deltas.read(); !next.done; next = await deltas.read()) {
      texts[next.value.part] += next.value.text;
      yield { content: texts.map((text) => ({ type: 'text', text })) };
    }
  },
};

function MarkdownText() {
  return <MarkdownTextPrimitive remarkPlugins={PLUGINS} className="prose" defer />;
}

function UserMessage() {
  return (
    <MessagePrimitive.Root asChild>
      <article>
        <MessagePrimitive.Parts />
      </article>
    </MessagePrimitive.Root>
  );
}

function AssistantMessage() {
  return (
    <MessagePrimitive.Root asChild>
      <article>
        <MessagePrimitive.Parts components={{ Text: MarkdownText }} />
      </article>
    </MessagePrimitive.Root>
  );
}

const initialMessages = earlierMessages(historyLength);

function AssistantUi() {
  const runtime = useLocalRuntime(adapter, { initialMessages });
  const asked = useRef(false);

  useEffect(() => {
    if (asked.current) return;
    asked.current = true;
    runtime.thread.append('Go on.');
  }, [runtime]);

  return (
    <AssistantRuntimeProvider runtime={runtime}>
      <ThreadPrimitive.Root asChild>
        <main className="chat">
          <ThreadPrimitive.Viewport className="log" role="log" aria-label="Conversation">
            <div className="messages">
              <ThreadPrimitive.Messages components={{ UserMessage, AssistantMessage }} />
            </div>
          </ThreadPrimitive.Viewport>
          <ComposerPrimitive.Root>
            <ComposerPrimitive.Input className="composer" aria-label="Message" />
          </ComposerPrimitive.Root>
        </main>
      </ThreadPrimitive.Root>
    </AssistantRuntimeProvider>
  );
}

createRoot(byId('root')).render(<AssistantUi />);
