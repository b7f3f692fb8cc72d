import { expect, it } from 'vitest';
import { createOwnMessages } from '../../src/cli/own-messages.ts';
import { messageSchema, textContent, type Message } from '../../src/protocol/message.ts';

function message(id: string, text: string, role: 'user' | 'assistant' = 'user'): Message {
  return messageSchema.parse({
    id,
    object: 'thread.message',
    created_at: 1,
    thread_id: 'thread_1',
    role,
    status: 'completed',
    content: textContent(text),
  });
}

it('recognises one message per sent text, then by its id', () => {
  const own = createOwnMessages();
  own.expect('Yes.');
  expect(own.has(message('1', 'No.'))).toBe(false);
  expect(own.has(message('2', 'Yes.', 'assistant'))).toBe(false);
  expect(own.has(message('3', 'Yes.'))).toBe(true);
  expect(own.has(message('4', 'Yes.')), 'another client says the same').toBe(false);
  expect(own.has(message('3', 'Yes.')), 'again').toBe(true);
});

it('recognises as many messages as were sent', () => {
  const own = createOwnMessages();
  own.expect('Yes.');
  own.expect('Yes.');
  expect(['1', '2', '3'].map((id) => own.has(message(id, 'Yes.')))).toEqual([true, true, false]);
});

it('recognises none that the hub has refused', () => {
  const own = createOwnMessages();
  own.expect('Yes.');
  own.dismiss('Yes.');
  expect(own.has(message('1', 'Yes.'))).toBe(false);
});
