import { citedAnswer } from '../support/cited-answer.ts';
import { ChunkLimit, refuse, refuseWith, sendStream, streamText } from '../support/model-answers.ts';
import { ACTIVITY_SCREENS } from './activity-screens.ts';
import { LONG_WORD } from './content.ts';
import { finished, HELD, openRefused, QUESTION, streaming, streamingText, type Screen } from './stage.ts';

/** The conversation, in all of its states. */
export const CONVERSATION_SCREENS: readonly Screen[] = [
  { name: 'welcome', enter: ({ chat }) => chat.textbox.waitFor() },
  { name: 'streaming', enter: streamingText },
  {
    name: 'streaming-hidden',
    async enter(stage) {
      await stage.chat.showStreaming('Never');
      await streaming(stage);
    },
  },
  {
    name: 'queued',
    async enter(stage) {
      const { chat, page } = stage;
      await streamingText(stage);
      await chat.textbox.fill('And is it the same for everyone?');
      await chat.sendButton.click();
      await page.getByRole('article').getByText('Waiting for the reply to finish.').waitFor();
      await chat.textbox.fill('One more thing:\n\n1. Can it be taught?\n2. By whom?');
    },
  },
  ...ACTIVITY_SCREENS,
  {
    name: 'sources',
    async enter({ chat, page, hub }) {
      hub.model.answerWith(sendStream(citedAnswer()));
      await chat.ask('Who was Socrates?');
      await page.getByRole('region', { name: 'Sources' }).waitFor();
      await chat.untilEnded();
      await page.getByText(/reply tokens/).waitFor();
      await page.getByText('Running', { exact: true }).waitFor({ state: 'detached' });
    },
  },
  { name: 'finished', enter: (stage) => finished(stage) },
  {
    name: 'finished-top',
    async enter(stage) {
      await finished(stage);
      await stage.page.getByRole('log').hover();
      await stage.page.mouse.wheel(0, -10_000);
      await stage.page.getByRole('button', { name: /^Jump to latest/ }).waitFor();
    },
  },
  {
    name: 'long-content',
    enter: (stage) =>
      finished(
        stage,
        `${LONG_WORD}\n\n| ${LONG_WORD} | a |\n| - | - |\n| b | c |\n\n\`\`\`\n${LONG_WORD}\n\`\`\``,
      ),
  },
  {
    name: 'failed',
    async enter({ chat, hub }) {
      hub.model.answerWith(refuse(400, 'This model is not available on your plan.'));
      await chat.ask(QUESTION);
      await chat.retryButton.waitFor();
    },
  },
  {
    name: 'failed-before',
    async enter({ chat, hub }) {
      hub.model.answerWith(refuse(400, 'This model is not available on your plan.'));
      await chat.ask(QUESTION);
      await chat.retryButton.waitFor();
      hub.model.answerWith(streamText('Living well, and knowing why.'));
      await chat.textbox.fill('And now?');
      await chat.sendButton.click();
      await chat.articles.getByText(/ deltas/).waitFor();
    },
  },
  {
    name: 'waiting',
    async enter({ chat, hub }) {
      const limit = new ChunkLimit(4);
      hub.model.answerWith(streamText('It is living well, and knowing why.', { limit }));
      await chat.ask(QUESTION);
      await chat.articles.getByText(/^Waiting \d+ s$/).waitFor();
    },
  },
  {
    name: 'model-busy',
    async enter({ chat, page, hub }) {
      hub.model.answerWith(refuseWith(429, 'Rate limit reached.', { 'retry-after': '45' }));
      await chat.ask(QUESTION);
      await page.getByText(/^The model server is busy/).waitFor();
    },
  },
  {
    name: 'left-out',
    async enter(stage) {
      const { chat, page, hub } = stage;
      await finished(stage);
      const full = refuseWith(400, 'The prompt is too long for the context length.');
      hub.model.answerWith((response, request) =>
        (request.body?.messages?.length === 1 ? streamText('Living well, and knowing why.') : full)(
          response,
          request,
        ),
      );
      await chat.textbox.fill('And in short?');
      await chat.sendButton.click();
      await page.getByText(/^The oldest \d+ messages were left out/).waitFor();
    },
  },
  {
    name: 'stopped',
    async enter(stage) {
      await streamingText(stage);
      await stage.chat.stopButton.click();
      await stage.chat.untilEnded();
    },
  },
  {
    name: 'not-sent-yet',
    complaint: /ERR_INTERNET_DISCONNECTED/,
    async enter({ chat, page }) {
      await page.context().setOffline(true);
      await chat.textbox.fill(QUESTION);
      await chat.sendButton.click();
      await page.getByRole('article').getByText('Waiting to send').waitFor();
    },
  },
  {
    name: 'reconnecting',
    complaint: /ERR_(INTERNET_DISCONNECTED|NETWORK_CHANGED)/,
    async enter(stage) {
      const { page, hub } = stage;
      // The stream is cut shortly after its start and cannot reconnect.
      await page.route(/\/stream\//, async (route) => {
        const frames = 'id: 1-1\ndata: {"event":"thread.run.in_progress","data":{}}\n\n';
        await route.fulfill({ contentType: 'text/event-stream', body: `retry: 600000\n\n${frames}` });
      });
      hub.model.answerWith(HELD);
      await stage.chat.ask(QUESTION);
      await page.getByText('Reconnecting').waitFor();
    },
  },
  {
    name: 'editing',
    async enter(stage) {
      await finished(stage, 'Living well.');
      await stage.page.getByRole('button', { name: 'Edit message' }).click();
      await stage.page.getByRole('textbox', { name: 'Edit message' }).fill('What is a good death?');
    },
  },
  {
    name: 'message-versions',
    async enter(stage) {
      const { page } = stage;
      await finished(stage, 'Living well.');
      await page.getByRole('button', { name: 'Edit message' }).click();
      await page.getByRole('textbox', { name: 'Edit message' }).fill('What is a good death?');
      await page.keyboard.press('Enter');
      await page.getByRole('navigation', { name: 'Version 2 of 2' }).waitFor();
      await stage.chat.untilEnded();
    },
  },
  {
    name: 'reply-versions',
    async enter(stage) {
      const { page, hub, chat } = stage;
      await finished(stage, 'Living well.');
      hub.model.answerWith(streamText('Living with others, and well.'));
      await chat.articles.last().hover();
      await page.getByRole('button', { name: 'Regenerate' }).click();
      await page.getByRole('navigation', { name: 'Version 2 of 2' }).waitFor();
      await chat.untilEnded();
      await chat.articles.last().hover();
    },
  },
  {
    name: 'version-failed',
    async enter(stage) {
      const { page, hub, chat } = stage;
      await finished(stage, 'Living well.');
      hub.model.answerWith(refuse(400, 'This model is not available on your plan.'));
      await chat.articles.last().hover();
      await page.getByRole('button', { name: 'Regenerate' }).click();
      await chat.retryButton.waitFor();
    },
  },
  {
    name: 'loading',
    async enter({ page, hub }) {
      await page.route(/\/v1\/threads/, () => {}); // never answered
      await page.goto(`${hub.url}/threads/thread_1`);
      await page.getByRole('log').locator('[aria-hidden]').first().waitFor();
    },
  },
  {
    name: 'missing-thread',
    complaint: /404/,
    async enter({ page, hub }) {
      await page.goto(`${hub.url}/threads/thread_1`);
      await page.getByRole('heading', { name: 'Conversation not found' }).waitFor();
    },
  },
  {
    name: 'not-found',
    complaint: /404/,
    async enter({ page, hub }) {
      await page.goto(`${hub.url}/nowhere`);
      await page.getByRole('heading', { name: 'Page not found' }).waitFor();
    },
  },
  {
    name: 'unreachable',
    complaint: /503/,
    async enter(stage) {
      await openRefused(stage, { status: 503, body: '' });
      await stage.page.getByRole('button', { name: 'Try again' }).waitFor();
    },
  },
  {
    name: 'sign-in',
    complaint: /401/,
    async enter(stage) {
      const error = {
        message: 'This hub needs a token.',
        type: 'error',
        param: null,
        code: 'sign_in_required',
      };
      await openRefused(stage, { status: 401, json: { error } });
      await stage.page.getByLabel('Token').waitFor();
    },
  },
];
