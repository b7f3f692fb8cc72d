import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestHub, type TestHub } from '../../support/test-hub.ts';
import { readAsOpenAiPython, type PythonEvent } from './openai-python-stream.ts';

let hub: TestHub;

beforeAll(async () => {
  hub = await openTestHub({ streamLimits: { keepAliveInterval: 30 } });
});
afterAll(() => hub.close());

/** A body, and a promise that resolves after this many keep-alives after an event. */
function withSigns(response: Response, count: number) {
  let onSigns!: () => void;
  const signs = new Promise<void>((resolve) => (onSigns = resolve));
  async function* body(): AsyncGenerator<Uint8Array> {
    let text = '';
    for await (const bytes of response.body!) {
      yield bytes;
      text += Buffer.from(bytes).toString('latin1');
      if (
        text
          .split(/^id: .*$/m)
          .at(-1)!
          .split(': keep-alive\n').length > count
      )
        onSigns();
    }
  }
  return { body: body(), signs };
}

it.each([
  ['named events', '?format=openai'],
  ['named events, from one of them on', '?format=openai&last_event_id=1-3'],
  ['envelopes', ''],
  ['envelopes, with signs of life', '?keep_alive=event'],
])('openai-python reads a stream with pauses: %s', async (_, query) => {
  const run = await hub.run((env) => env.addReply(env.completion([], { stream: true })));
  const completion = await hub.provider.nextCompletion();
  completion.push('Well, ');
  await hub.untilLogged(run.runId, 'Well, ');
  const { body, signs } = withSigns(await hub.request(run.path + query), 2);
  const events = collect(body);
  await Promise.race([signs, events]); // whichever comes first: the reading may fail
  completion.push('well.');
  completion.end();
  const deltas = (await events).filter(({ event }) => event === 'thread.message.delta');
  expect(deltas.map(({ data }) => textOf(data)).join('')).toBe('Well, well.');
});

it('openai-python reads a run that it starts from the first event on', async () => {
  const response = await hub.request('/threads/runs', {
    method: 'POST',
    body: JSON.stringify({
      assistant_id: hub.addAgent((env) => env.addReply('At once.')),
      stream: true,
    }),
  });
  const events = await collect(response.body!);
  expect(events[0]).toMatchObject({ event: 'thread.created', data: { object: 'thread' } });
  expect(events.at(-1)).toMatchObject({ event: 'thread.run.completed', data: { status: 'completed' } });
});

/** All events. Envelopes have the names inside them. */
async function collect(body: AsyncIterable<Uint8Array>): Promise<PythonEvent[]> {
  const events: PythonEvent[] = [];
  for await (const { event, data } of readAsOpenAiPython(body)) {
    const envelope = data as { event: string; data: PythonEvent['data'] };
    events.push(event === null ? envelope : { event, data });
  }
  return events;
}

function textOf(data: PythonEvent['data']): string {
  const { delta } = data as { delta: { content: { text: { value: string } }[] } };
  return delta.content[0]!.text.value;
}
