import { expect, it } from 'vitest';
import { withReceipt } from '../../src/cli/receipt-printer.ts';
import { SILENT_PRINTER } from '../../src/cli/run-printer.ts';
import { createFakeTerminal, TERMINAL } from './support/fake-terminal.ts';
import { momentsOf, RUN, say, think, type SentEvent } from './support/stream-of-run.ts';

const USAGE = {
  prompt_tokens: 1200,
  completion_tokens: 934,
  total_tokens: 2134,
  prompt_tokens_details: { cached_tokens: 1024 },
  completion_tokens_details: { reasoning_tokens: 134 },
};
const ended = (usage: object | null): SentEvent => ({
  event: 'thread.run.completed',
  data: { ...RUN, status: 'completed', usage },
});

/** Returns what is written after a run with these events, which arrive at once. */
async function receiptOf(events: readonly SentEvent[], lostConnections = 0): Promise<string> {
  const terminal = createFakeTerminal(TERMINAL);
  const printer = withReceipt(SILENT_PRINTER, terminal.err);
  const moments = momentsOf(events);
  for (const { state, event } of moments) await printer.take(state, event);
  for (let lost = 0; lost < lostConnections; lost++) printer.connectionLost();
  printer.print(moments.at(-1)!.state);
  expect(terminal.stdout).toBe('');
  return terminal.stderr;
}

it.each<[string, SentEvent[], string]>([
  [
    'deltas of every kind, and the tokens by kind',
    [think('msg_1', 'Hm.'), say('msg_1', 'Yes.'), ended(USAGE)],
    '2 deltas · 1,200 prompt tokens (1,024 cached) · 934 reply tokens (134 thinking)\n',
  ],
  ['no tokens if the model server reports none', [say('msg_1', 'Yes.'), ended(null)], '1 delta\n'],
  [
    'only the tokens of a reply that was not streamed',
    [ended({ prompt_tokens: 3, completion_tokens: 1, total_tokens: 4 })],
    '3 prompt tokens · 1 reply token\n',
  ],
  ['nothing if nothing is known', [ended(null)], ''],
])('the receipt of a run has %s', async (_, events, receipt) => {
  expect(await receiptOf(events)).toBe(receipt);
});

it('the receipt of a run counts lost connections', async () => {
  expect(await receiptOf([say('msg_1', 'Yes.'), ended(null)], 2)).toBe('1 delta · 2 reconnects\n');
});
