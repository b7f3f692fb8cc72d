import './streamdown.css';
import { Chat as ChatState, useChat } from '@ai-sdk/react';
import type { ChatTransport, UIMessage, UIMessageChunk } from 'ai';
import { memo } from 'react';
import { createRoot } from 'react-dom/client';
import { Streamdown } from 'streamdown';
import { earlierMessages } from '../history.ts';
import { byId } from './by-id.ts';
import { Chat } from './chat.tsx';
import { followRun, historyLength, streams } from './stream.ts';

/** The throttle of the AI SDK's documentation, in milliseconds. */
const THROTTLE = 50;

/** Converts the hub's stream to the chunks that `useChat` reads. */
function openChunks(): ReadableStream<UIMessageChunk> {
  return new ReadableStream({
    start(controller) {
      const ids = Array.from({ length: streams }, (_, part) => `text-${part}`);
      controller.enqueue({ type: 'start' });
      for (const id of ids) controller.enqueue({ type: 'text-start', id });
      followRun({
        onDelta: (part, delta) => controller.enqueue({ type: 'text-delta', id: `text-${part}`, delta }),
        onEnd() {
          for (const id of ids) controller.enqueue({ type: 'text-end', id });
          controller.enqueue({ type: 'finish' });
          controller.close();
        },
      });
    },
  });
}

const transport: ChatTransport<UIMessage> = {
  sendMessages: async () => openChunks(),
  reconnectToStream: async () => null,
};

const chat = new ChatState<UIMessage>({
  transport,
  messages: earlierMessages(historyLength).map(({ role, content }, at) => ({
    id: `earlier-${at}`,
    role,
    parts: [{ type: 'text', text: content }],
  })),
});

const Response = memo(Streamdown);

function UseChat() {
  const { messages } = useChat({ chat, throttle: THROTTLE });
  return (
    <Chat>
      {messages.map((message) => (
        <article key={message.id}>
          {message.parts.map((part, at) => {
            if (part.type !== 'text') return null;
            return message.role === 'user' ? (
              <p key={at}>{part.text}</p>
            ) : (
              <Response key={at}>{part.text}</Response>
            );
          })}
        </article>
      ))}
    </Chat>
  );
}

createRoot(byId('root')).render(<UseChat />);
void chat.sendMessage({ text: 'Go on.' });
