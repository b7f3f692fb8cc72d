import { expect, it } from 'vitest';
import { agentThat, runCode } from './run-module.ts';

it('a TypeScript agent runs another one from its own process, and gets its replies', async () => {
  const { failure, host } = await runCode(
    agentThat(`
const other = await env.runAgent('symposium/assistant/latest', { query: 'What is virtue?', threadMode: 'child' });
await env.addReply([other.threadId, ...(await other.replies())].join(', '));
const later = await env.runAgent('symposium/assistant/latest', { threadMode: 'same', callback: true });
await env.addReply(await later.replies().catch(({ message }) => message));`),
  );
  expect(failure).toBeNull();
  expect(host.added).toEqual([
    { agentId: 'symposium/assistant/latest', options: { query: 'What is virtue?', threadMode: 'child' } },
    { agentId: 'symposium/assistant/latest', options: { threadMode: 'same', callback: true } },
  ]);
  expect(host.replies.map(({ text }) => text)).toEqual([
    'thread_other, reply of run_other',
    'a run on the same thread starts after this one has ended',
  ]);
});
