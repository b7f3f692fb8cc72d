import type { BrowserContext, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { PLAIN_HOST, setUpBrowser } from '../support/browser.ts';
import { openChat, type ChatPage } from '../support/chat-page.ts';
import { createHubClient } from '../support/hub-client.ts';
import { setUpHub } from '../support/set-up-hub.ts';

const TOKEN = 'the-token-of-ana-in-these-tests';

const hub = setUpHub();
/** Accepts any host name, because it requires a token. */
const guarded = setUpHub(() => ({ HUB_TOKENS: `ana:${TOKEN}` }));
const browser = setUpBrowser();

const SECURE = { permissions: ['clipboard-read', 'clipboard-write'] };

/** Opens a conversation with one reply. */
async function openReply(markdown: string, context: BrowserContext): Promise<ChatPage> {
  const first = await context.newPage();
  await first.goto(`${hub.url}/v1/account`);
  const said = (role: string, content: string) => ({ role, content });
  const client = hub.clientOf({ page: first });
  const id = await client.createThread([said('user', 'What is\nvirtue?'), said('assistant', markdown)]);
  await first.close();
  const chat = await openChat(context, `${hub.url}/threads/${id}`);
  await chat.articles.nth(1).locator('.prose').waitFor();
  if (markdown.includes('$')) await chat.page.locator('.prose :is(.katex, math)').first().waitFor();
  return chat;
}

/** Returns the content of the clipboard by type. */
function clipboard(page: Page): Promise<Record<string, string>> {
  return page.evaluate(`(async () => {
    const [item] = await navigator.clipboard.read();
    const texts = item.types.map(async (type) => [type, await (await item.getType(type)).text()]);
    return Object.fromEntries(await Promise.all(texts));
  })()`);
}

/** Selects from the start of one text to the end of another, and copies the selection. */
async function copyFrom(page: Page, from: string, to: string): Promise<Record<string, string>> {
  await page.evaluate(`(() => {
    const placeOf = (words, past) => {
      const walker = document.createTreeWalker(document.querySelector('[role="log"]'), NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const at = walker.currentNode.data.indexOf(words);
        if (at >= 0) return [walker.currentNode, at + (past ? words.length : 0)];
      }
      throw new Error('There is no ' + words);
    };
    const [from, to] = ${JSON.stringify([from, to])};
    getSelection().setBaseAndExtent(...placeOf(from, false), ...placeOf(to, true));
  })()`);
  await page.keyboard.press('ControlOrMeta+c');
  return clipboard(page);
}

/** Copies a whole reply as by dragging over it. */
async function copyAll({ page }: ChatPage): Promise<void> {
  await page.evaluate(
    `getSelection().selectAllChildren(document.querySelectorAll('article')[1].querySelector('.prose'))`,
  );
  await page.keyboard.press('ControlOrMeta+c');
}

const REPLY = `# On virtue

So $e^{i\\pi} + 1 = 0$ holds[^1], **mostly**.

3. First
4. Second
   - [x] done
   - [ ] to do

| Name | Age |
| --- | ---: |
| Ana | 3 |

\`\`\`js
if (a) {
  b();
}
\`\`\`

See [the docs](https://example.com/docs).

[^1]: It is *proved*.`;

describe('a copied message', () => {
  it('is markdown as plain text, and rich text otherwise', async () => {
    const chat = await openReply(REPLY, await browser.newContext(SECURE));
    const { page } = chat;
    await chat.articles.nth(1).hover();
    expect(await page.getByRole('button', { name: 'Copy as Markdown' }).count()).toBe(0);
    await chat.articles.nth(1).getByRole('button', { name: 'Copy message' }).click();
    await page.getByRole('button', { name: 'Copied message' }).waitFor();
    const copied = await clipboard(page);
    expect(copied['text/plain']).toBe(REPLY);
    expect(copied['web text/markdown']).toBe(REPLY);
    const html = copied['text/html']!;
    for (const piece of [
      '<h1>On virtue</h1>',
      '$e^{i\\pi} + 1 = 0$',
      '<sup>1</sup>',
      '<strong>mostly</strong>',
      '<ol start="3"><li value="3">',
      '☑ ',
      '☐ ',
      '<td>Ana</td>',
      '<pre><code>if (a) {\n  b();\n}</code></pre>',
      '<a href="https://example.com/docs">the docs</a>',
      '<em>proved</em>',
    ]) {
      expect(html).toContain(piece);
    }
    expect(html).not.toMatch(/button|svg|Back to|↩|<math|class=/);

    await chat.articles.nth(0).hover();
    await chat.articles.nth(0).getByRole('button', { name: 'Copy message' }).click();
    await page.getByRole('button', { name: 'Copied message' }).waitFor();
    expect((await clipboard(page))['text/plain']).toBe('What is\nvirtue?');
    await chat.articles.nth(1).getByRole('button', { name: 'Copy code' }).click();
    await page.getByRole('button', { name: 'Copied code' }).waitFor();
    expect((await clipboard(page))['text/plain']).toBe('if (a) {\n  b();\n}');
  });
});

describe('a copied selection', () => {
  it.each([
    ['So $x^2$ holds.', 'So $x^2$ holds.'],
    ['$$\n\\frac{a}{b}\n$$', '$$\\frac{a}{b}$$'],
    [
      '1. one\n2. two\n   1. deep\n   2. deeper\n3. three',
      '1. one\n2. two\n   1. deep\n   2. deeper\n3. three',
    ],
    ['7. seven\n8. eight', '7. seven\n8. eight'],
    ['- one\n- two', '- one\n- two'],
    ['- [x] done\n- [ ] to do', '- [x] done\n- [ ] to do'],
    ['A claim[^a].\n\n[^a]: The proof.', 'A claim[1].\n\n1. The proof.'],
    ['| a | b |\n| - | - |\n| 1 |  |\n| 3 | 4 |', 'a\tb\n1\t\n3\t4'],
    ['```\nif (a) {\n\n  b();\n}\n```', 'if (a) {\n\n  b();\n}'],
    ['> quoted\n>\n> twice', '> quoted\n> \n> twice'],
    ['# Title\n\nText *with* **marks** and `code`.', 'Title\n\nText with marks and code.'],
    ['one\\\ntwo', 'one\ntwo'],
    ['Roses are red,\nviolets are blue', 'Roses are red,\nviolets are blue'],
    ['> [!NOTE]\n> Mind the step.', 'Note\n\nMind the step.'],
    ['one\n\n---\n\ntwo', 'one\n\n---\n\ntwo'],
    ['See [docs](https://example.com).', 'See docs.'],
  ])('reads as it is shown: %j', async (markdown, text) => {
    const chat = await openReply(markdown, await browser.newContext(SECURE));
    await copyAll(chat);
    expect((await clipboard(chat.page))['text/plain']).toBe(text);
  });

  it('keeps the numbers of a list that is selected in part, and complete formulas', async () => {
    const chat = await openReply(
      '1. alpha\n2. beta\n3. gamma $x^2$\n4. delta\n\n```\none\ntwo\n```',
      await browser.newContext(SECURE),
    );
    const { page } = chat;
    expect((await copyFrom(page, 'beta', 'gamma'))['text/plain']).toBe('2. beta\n3. gamma');
    expect((await copyFrom(page, 'pha', 'beta'))['text/plain']).toBe('pha\n2. beta');
    expect((await copyFrom(page, 'gamma', 'x'))['text/plain']).toBe('gamma $x^2$');
    const html = (await copyFrom(page, 'gamma', 'delta'))['text/html']!;
    expect(html).toContain('<ol start="3"><li value="3">');
    expect(html).toContain('gamma $x^2$');
    expect(html).not.toContain('alpha');
    expect((await copyFrom(page, 'ne\n', 'tw'))['text/plain']).toBe('ne\ntw');
  });

  it('names the senders if it contains several messages, and contains no labels of buttons', async () => {
    const chat = await openReply('It is **knowledge**.', await browser.newContext(SECURE));
    const { 'text/plain': text, 'text/html': html } = await copyFrom(chat.page, 'You', 'knowledge');
    expect(text).toBe('You\n\nWhat is\nvirtue?\n\nAssistant\n\nIt is knowledge');
    expect(html).toContain('<p>What is<br>virtue?</p>');
    expect(html).toContain('<strong>knowledge</strong>');
  });

  it('is copied by the browser in a field', async () => {
    const chat = await openReply('It is.', await browser.newContext(SECURE));
    await chat.articles.nth(0).hover();
    await chat.articles.nth(0).getByRole('button', { name: 'Edit message' }).click();
    await chat.page.getByRole('textbox', { name: 'Edit message' }).waitFor();
    await chat.page.keyboard.press('ControlOrMeta+a');
    await chat.page.keyboard.press('ControlOrMeta+c');
    expect((await clipboard(chat.page))['text/plain']).toBe('What is\nvirtue?');
  });
});

describe('on a plain http address', () => {
  it('copies as on https, and keeps the selection', async () => {
    browser.allow(/status of 401|Cross-Origin-Opener-Policy header has been ignored/);
    const context = await browser.newContext(SECURE);
    const client = createHubClient(guarded.url, async () => ({ authorization: `Bearer ${TOKEN}` }));
    const id = await client.createThread([
      { role: 'user', content: 'What is virtue?' },
      { role: 'assistant', content: '1. **One** $x$\n2. Two\n\n```\ncode\n```' },
    ]);
    const chat = await openChat(context, `${guarded.url.replace('127.0.0.1', PLAIN_HOST)}/threads/${id}`);
    const { page } = chat;
    await page.getByLabel('Token').fill(TOKEN);
    await page.keyboard.press('Enter');
    await chat.articles.nth(1).locator('.prose').waitFor();
    expect(
      await page.evaluate('[isSecureContext, typeof navigator.clipboard, typeof navigator.locks]'),
    ).toEqual([false, 'undefined', 'undefined']);
    const reader = await context.newPage();
    await reader.goto(guarded.url);
    const copied = async () => {
      await reader.bringToFront();
      const all = await clipboard(reader);
      await page.bringToFront();
      return all;
    };

    await page.evaluate(`getSelection().selectAllChildren(document.querySelector('article p'))`);
    await chat.articles.nth(1).hover();
    await chat.articles.nth(1).getByRole('button', { name: 'Copy message' }).click();
    await page.getByRole('button', { name: 'Copied message' }).waitFor();
    const message = await copied();
    expect(message['text/plain']).toBe('1. **One** $x$\n2. Two\n\n```\ncode\n```');
    expect(message['text/html']).toContain('<strong>One</strong> $x$');
    expect(await page.evaluate('getSelection().toString()')).toBe('What is virtue?');
    await chat.articles.nth(1).getByRole('button', { name: 'Copy code' }).click();
    await page.getByRole('button', { name: 'Copied code' }).waitFor();
    expect((await copied())['text/plain']).toBe('code');
    await copyAll(chat);
    expect((await copied())['text/plain']).toBe('1. One $x$\n2. Two\n\ncode');

    await page.keyboard.press('ControlOrMeta+k');
    await page.getByRole('combobox', { name: 'Search conversations and commands' }).fill('copy the link');
    await page.getByRole('option', { name: 'Copy the link to this conversation' }).click();
    await page.getByText('Link copied').waitFor();
    expect((await copied())['text/plain']).toBe(page.url());
  });
});
