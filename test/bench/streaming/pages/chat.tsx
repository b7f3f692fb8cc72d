import './page.css';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { stickToBottom } from './stick-to-bottom.ts';

/** The conversation, which stays at its end, and the text field. */
export function Chat({ children }: { children: ReactNode }) {
  const log = useRef<HTMLDivElement>(null);
  const messages = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (log.current && messages.current) return stickToBottom(log.current, messages.current);
    return undefined;
  }, []);

  return (
    <main className="chat">
      <div className="log" role="log" aria-label="Conversation" ref={log}>
        <div className="messages" ref={messages}>
          {children}
        </div>
      </div>
      <Composer />
    </main>
  );
}

function Composer() {
  const [text, setText] = useState('');
  return (
    <textarea
      className="composer"
      aria-label="Message"
      value={text}
      onChange={(event) => setText(event.target.value)}
    />
  );
}
