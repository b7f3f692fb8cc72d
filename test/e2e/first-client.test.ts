import { expect, it } from 'vitest';
import { textOf } from '../../src/protocol/message.ts';
import { setUpBrowser } from '../support/browser.ts';
import { setUpHub } from '../support/set-up-hub.ts';

const hub = setUpHub(() => ({ PRACTICE_TOKENS_PER_SECOND: '150' }));
const browser = setUpBrowser();

/** Follows a run as the first clients of this protocol did. It runs in the page and uses nothing from this file. */
function followRun(path: string): Promise<{ texts: string[]; ending: string; failed: boolean }> {
  return new Promise((resolve) => {
    const source = new EventSource(path);
    const texts: string[] = [];
    let text = '';
    const finish = (ending: string, failed: boolean) => {
      source.close();
      resolve({ texts, ending, failed });
    };
    source.addEventListener('message', (event) => {
      const envelope = JSON.parse(event.data);
      switch (envelope.event) {
        case 'thread.message.delta':
          text += envelope.data.delta.content[0]?.text?.value ?? '';
          break;
        case 'thread.message.completed':
          texts.push(text);
          text = '';
          break;
        case 'thread.run.completed':
        case 'thread.run.error':
        case 'thread.run.canceled':
        case 'thread.run.expired':
        case 'thread.run.requires_action':
          finish(envelope.event, false);
      }
    });
    source.addEventListener('error', () => finish('', true));
  });
}

/** Returns what an EventSource receives of a run, up to its end. It runs in the page and uses nothing from this file. */
function recordRun(path: string): Promise<string[]> {
  return new Promise((resolve) => {
    const source = new EventSource(path);
    const received: string[] = [];
    source.addEventListener('message', ({ data, lastEventId }) => received.push(`${lastEventId} ${data}`));
    // After the end the EventSource reconnects, gets status 204 and closes.
    source.addEventListener('error', () => {
      if (source.readyState === EventSource.CLOSED) resolve(received);
    });
  });
}

it('serves one run at the same time to an EventSource, to a first client of this protocol, and to others', async () => {
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${hub.url}/v1/account`);
  const client = hub.clientOf({ page });
  const run = await client.ask('symposium/streaming-example/0.0.3', 'What is virtue?');
  const path = `/api/v1/threads/${run.thread_id}/stream/${run.id}`;
  const onWire: string[] = [];
  const [followed, recorded] = await Promise.all([
    page.evaluate(followRun, path),
    page.evaluate(recordRun, path),
    (async () => {
      for await (const { id, data } of client.events(run.thread_id, run.id)) onWire.push(`${id} ${data}`);
    })(),
  ]);

  const [, ...answers] = await client.messages(run.thread_id);
  expect(followed).toEqual({
    texts: answers.map(({ content }) => textOf(content)),
    ending: 'thread.run.requires_action',
    failed: false,
  });
  expect(recorded).toEqual(onWire);
});
