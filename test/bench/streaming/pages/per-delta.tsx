import { memo, useEffect, useState, type ComponentType } from 'react';
import { createRoot } from 'react-dom/client';
import { earlierMessages, type EarlierMessage } from '../history.ts';
import { byId } from './by-id.ts';
import { Chat } from './chat.tsx';
import { followRun, historyLength, streams } from './stream.ts';

interface MarkdownProps {
  text: string;
}

const history = earlierMessages(historyLength);

function answer(content: string): EarlierMessage {
  return { role: 'assistant', content };
}

/**
 * Mounts a chat that sets its state with each delta, in the handler of the event. React batches the updates that come
 * before it renders, so a page that cannot keep up commits less often.
 */
export function mountPerDelta(Markdown: ComponentType<MarkdownProps>): void {
  const Message = memo(function Message({ role, content }: EarlierMessage) {
    return <article>{role === 'user' ? <p>{content}</p> : <Markdown text={content} />}</article>;
  });

  function PerDelta() {
    const [answers, setAnswers] = useState(() => Array.from({ length: streams }, () => ''));

    useEffect(() => {
      followRun({
        onDelta(part, delta) {
          setAnswers((before) => before.map((text, at) => (at === part ? text + delta : text)));
        },
        onEnd: () => {},
      });
    }, []);

    return (
      <Chat>
        {history.map((message, at) => (
          <Message key={at} {...message} />
        ))}
        {answers.map((text, at) => (
          <Message key={history.length + at} {...answer(text)} />
        ))}
      </Chat>
    );
  }

  createRoot(byId('root')).render(<PerDelta />);
}
