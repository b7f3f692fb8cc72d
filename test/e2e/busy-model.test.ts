import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { openPseudoTerminal, type PseudoTerminal } from '../cli/support/pseudo-terminal.ts';
import { runProgram } from '../cli/support/run-program.ts';
import { setUpBrowser } from '../support/browser.ts';
import { openChat, type ChatPage } from '../support/chat-page.ts';
import { createHubClient } from '../support/hub-client.ts';
import { answer, chunk, frame, refuseWith, stallAfter, streamText } from '../support/model-answers.ts';
import type { ModelAnswer } from '../support/model-server.ts';
import { setUpHub, setUpModel } from '../support/set-up-hub.ts';

const model = setUpModel();
const hub = setUpHub(() => ({
  MODEL_BASE_URL: model.url,
  MODEL_NAME: 'test-model',
  MODEL_IDLE_TIMEOUT_SECONDS: '1',
}));
const browser = setUpBrowser();

const AGENT = 'symposium/assistant/1.0.0';
const ANSWER = 'It is knowledge of the good.';
const busy = refuseWith(429, { error: { message: 'Rate limit reached.' } }, { 'retry-after': '2' });
const overloaded = refuseWith(503, { error: { message: 'Overloaded.' } });
/** Longer than the allowed pause of a stream. */
const late: ModelAnswer = async (response, request) => {
  await delay(2_500);
  await streamText(ANSWER)(response, request);
};
const stalls = stallAfter(frame(chunk({ content: 'It is know' })));
/** A server whose context is large enough for the last of two turns only. */
const small: ModelAnswer = (response, request) => {
  const { length } = request.body?.messages ?? [];
  const full = refuseWith(400, {
    error: { message: 'context length exceeded', code: 'context_length_exceeded' },
  });
  return (length > 1 ? full : answer(ANSWER))(response, request);
};
const LEFT_OUT = 'The oldest 2 messages were left out: the conversation is too long for the model';

async function ask(): Promise<ChatPage> {
  const chat = await openChat(await browser.newContext(), `${hub.url}/?agent=${AGENT}`);
  await chat.ask('What is virtue?');
  return chat;
}

describe('on the page', () => {
  it('shows that it waits for a model server that is busy twice, which then answers', async () => {
    model.answerWith(busy, busy, streamText(ANSWER));
    const { page, articles, ...chat } = await ask();
    await page.getByText(/^The model server is busy\. Trying again in \d s \(2 of 3\)$/).waitFor();
    await page.getByText(/^The model server is busy\. Trying again in \d s \(3 of 3\)$/).waitFor();
    await page.getByRole('log').getByText(ANSWER).waitFor();
    await chat.untilEnded();
    expect(await page.getByText(/Trying again/).count()).toBe(0);
    expect(await articles.nth(1).innerText()).toContain(ANSWER);
  });

  it('waits for a model server whose first byte is late', async () => {
    model.answerWith(late);
    const { page, ...chat } = await ask();
    await page.getByRole('log').getByText(ANSWER).waitFor();
    await chat.untilEnded();
    expect(await page.getByRole('button', { name: 'Retry' }).count()).toBe(0);
  });

  it('aborts a stream that stalls, and keeps its text', async () => {
    model.answerWith(stalls);
    const { page } = await ask();
    await page.getByText('The model server sent nothing for 1 s.').waitFor();
    await page.getByRole('log').getByText('It is know').waitFor();
  });

  it('sends only the newest turns to a model with a small context, and keeps a note of it', async () => {
    model.answerWith(answer('At first sight, yes.'), small);
    const { page, articles, ...chat } = await ask();
    await page.getByRole('log').getByText('At first sight, yes.').waitFor();
    await chat.untilEnded();
    await chat.textbox.fill('And courage?');
    await chat.sendButton.click();
    await page.getByText(LEFT_OUT).waitFor();
    await page.reload();
    await page.getByText(LEFT_OUT).waitFor();
    expect(await articles.nth(3).innerText()).toContain(ANSWER);
  });
});

describe('in the terminal', () => {
  const open: PseudoTerminal[] = [];
  afterEach(async () => {
    for (const terminal of open.splice(0)) await terminal.stop();
  });
  function start(...options: string[]): PseudoTerminal {
    const terminal = openPseudoTerminal(['agent', 'run', AGENT, 'What is virtue?', ...options], {
      hub: hub.url,
      columns: 100,
    });
    open.push(terminal);
    return terminal;
  }

  it.each([[], ['--stream']])(
    'says that it waits for a model server that is busy twice, which then answers (%j)',
    async (...options) => {
      model.answerWith(busy, overloaded, streamText(ANSWER));
      const terminal = start(...options);
      await terminal.untilShown('The model server is busy. Trying again in 2 s (2 of 3)');
      await terminal.untilShown(/The model server has a problem\. Trying again in [12] s \(3 of 3\)/);
      await terminal.untilShown(ANSWER);
      expect(await terminal.ended).toBe(0);
    },
  );

  it('says so only on standard error in a pipe', async () => {
    model.answerWith(busy, streamText(ANSWER));
    const { code, stdout, stderr } = await runProgram(
      ['agent', 'run', AGENT, '--stream', '-m', 'What is virtue?'],
      { hub: hub.url },
    );
    expect(stdout).toBe(`${ANSWER}\n`);
    expect(stderr).toContain('The model server is busy. Trying again in 2 s (2 of 3).\n');
    expect(code).toBe(0);
  });

  it('names the small context during the reply, and when the conversation is shown', async () => {
    model.answerWith(small);
    const threadId = await createHubClient(hub.url).createThread([
      { role: 'user', content: 'What is virtue?' },
      { role: 'assistant', content: 'It is knowledge.' },
    ]);
    const run = ['agent', 'run', AGENT, '--thread-id', threadId, '-m', 'And courage?'];
    const { stdout, stderr } = await runProgram(run, { hub: hub.url });
    expect(stdout).toBe(`${ANSWER}\n`);
    expect(stderr).toContain(`${LEFT_OUT}.\n`);
    const shown = await runProgram(['thread', 'show', threadId], { hub: hub.url });
    expect(shown.stdout).toContain(`${ANSWER}\n\n${LEFT_OUT}.\n`);
  });

  it('waits for a first byte that is late, and aborts a stream that stalls', async () => {
    model.answerWith(late);
    const first = start();
    await first.untilShown(ANSWER);
    expect(await first.ended).toBe(0);
    model.answerWith(stalls);
    const second = start('--stream');
    await second.untilShown('It is know');
    await second.untilShown('The model server sent nothing for 1 s.');
    expect(await second.ended).toBe(1);
  });
});
