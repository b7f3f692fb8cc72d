import { expect, it, vi } from 'vitest';
import { createSseDecoder } from '../../src/protocol/sse-decode.ts';
import { createHubClient, type RecordedEvent } from '../support/hub-client.ts';
import { streamText } from '../support/model-answers.ts';
import { setUpHub, setUpModel } from '../support/set-up-hub.ts';
import { runProgram } from './support/run-program.ts';

const model = setUpModel();
const hub = setUpHub(() => ({
  MODEL_BASE_URL: model.url,
  MODEL_NAME: 'test-model',
  LOG_RETENTION_SECONDS: '1',
}));

it('record writes a snapshot, the messages and the end of a run whose deltas were deleted', async () => {
  model.answerWith(streamText('It is living well.'));
  const client = createHubClient(hub.url);
  const { id, thread_id: threadId } = await client.ask('symposium/assistant/latest', 'What is a good life?');
  const sent = await vi.waitFor(
    async () => {
      const events: RecordedEvent[] = [];
      for await (const event of client.events(threadId, id)) events.push(event);
      expect(events[0]?.data).toContain('hub.snapshot');
      return events;
    },
    { timeout: 20_000, interval: 200 },
  );
  const { stdout, code } = await runProgram(['record', id], { hub: hub.url });
  const recorded = createSseDecoder().push(Buffer.from(stdout));
  expect(recorded.map(({ data }) => data)).toEqual(sent.map(({ data }) => data));
  expect(stdout).toContain('It is living well.');
  expect(recorded.at(-1)?.data).toContain('thread.run.completed');
  expect(code).toBe(0);
});
