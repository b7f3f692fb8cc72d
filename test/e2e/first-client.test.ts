import { expect, it } from 'vitest';
import { textOf } from '../../src/protocol/message.ts';
import { setUpBrowser } from '../support/browser.ts';
import { setUpHub } from '../support/set-up-hub.ts';

const hub = setUpHub(() => ({ PRACTICE_TOKENS_PER_SECOND: '150' }));
const browser = setUpBrowser();

/** Follows a run as the first clients of this protocol did. It runs in the page, and so stands alone. */
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

it('serves a client of the kind that this protocol was made for', async () => {
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${hub.url}/health`);
  const run = await hub.client.ask('symposium/streaming-example/0.0.3', 'What is virtue?');
  const path = `/api/v1/threads/${run.thread_id}/stream/${run.id}`;
  const followed = await page.evaluate(followRun, path);

  const [, ...answers] = await hub.client.messages(run.thread_id);
  expect(followed).toEqual({
    texts: answers.map(({ content }) => textOf(content)),
    ending: 'thread.run.requires_action',
    failed: false,
  });
});
