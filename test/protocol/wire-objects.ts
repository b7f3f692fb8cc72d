import { textContent, type Message } from '../../src/protocol/message.ts';
import type { Run, RunStatus } from '../../src/protocol/run.ts';

/** A run as the hub sends it. */
export function runObject(status: RunStatus = 'in_progress'): Run {
  return {
    id: 'run_1',
    object: 'thread.run',
    created_at: 1_753_700_000,
    thread_id: 'thread_1',
    assistant_id: 'symposium/streaming-example/0.0.3',
    status,
  };
}

/** A message as the hub sends it. */
export function messageObject(id: string, text: string, more: Partial<Message> = {}): Message {
  return {
    id,
    object: 'thread.message',
    created_at: 1_753_700_001,
    thread_id: 'thread_1',
    role: 'assistant',
    status: 'completed',
    content: textContent(text),
    ...more,
  };
}
