import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { setUpBrowser } from '../support/browser.ts';
import { openChat, type ChatPage } from '../support/chat-page.ts';
import { setUpHub } from '../support/set-up-hub.ts';

const hub = setUpHub();
const browser = setUpBrowser();

const QUESTION = 'What is a good life?';
type ContextOptions = Parameters<typeof browser.newContext>[0];

/** Opens a conversation with one turn. */
async function openConversation(options: ContextOptions): Promise<ChatPage> {
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
  const chat = await openChat(context, `${hub.url}/v1/account`);
  const threadId = await hub.clientOf(chat).createThread([
    { role: 'user', content: QUESTION },
    { role: 'assistant', content: 'Living well.' },
  ]);
  await chat.page.goto(`${hub.url}/threads/${threadId}`);
  await chat.page.getByText('Living well.').waitFor();
  if ((options?.viewport?.width ?? 1280) >= 768) await row(chat.page).waitFor();
  return chat;
}

function row(page: Page): Locator {
  return page.getByRole('navigation', { name: 'Threads' }).locator('[aria-current="page"]');
}

/** Returns a computed colour of an element as bytes of red, green and blue; null if it is transparent. */
async function colourOf(element: Locator, property: string, pseudo?: string): Promise<number[] | null> {
  const value = await element.evaluate(
    (node, [name, of]) => node.ownerDocument.defaultView!.getComputedStyle(node, of).getPropertyValue(name!),
    [property, pseudo],
  );
  const [red = 0, green = 0, blue = 0, alpha = 1] = [...value.matchAll(/[\d.]+/g)].map(Number);
  return alpha === 0 ? null : [red, green, blue];
}

/** https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(one: number[] | null, other: number[] | null): number {
  const luminance = (colour: number[] | null) => {
    const [red = 0, green = 0, blue = 0] = (colour ?? []).map((byte) => {
      const channel = byte / 255;
      return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].toSorted((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

describe.each(['light', 'dark'] as const)('in the %s theme', (colorScheme) => {
  it('the open conversation has a visible mark in the list, and so has the focused item', async () => {
    const { page } = await openConversation({ colorScheme });
    const ground = await colourOf(page.locator(':root'), 'background-color');
    const mark = await colourOf(row(page), 'background-color', '::before');
    expect(contrast(mark, ground)).toBeGreaterThanOrEqual(3);
    expect(contrast(mark, await colourOf(row(page), 'background-color'))).toBeGreaterThanOrEqual(3);

    await page.keyboard.press('ControlOrMeta+k');
    const option = page.getByRole('option').first();
    await option.and(page.locator('[data-highlighted]')).waitFor();
    const highlight = await colourOf(option, 'background-color', '::before');
    expect(contrast(highlight, await colourOf(option, 'background-color'))).toBeGreaterThanOrEqual(3);
  });

  it('a message of a person has its own background', async () => {
    const { page, articles } = await openConversation({ colorScheme });
    const said = articles.first().getByText(QUESTION);
    const ground = await colourOf(said, 'background-color');
    expect(ground).not.toBeNull();
    expect(ground).not.toEqual(await colourOf(page.locator(':root'), 'background-color'));
    expect(contrast(await colourOf(said, 'color'), ground)).toBeGreaterThanOrEqual(4.5);
    expect(await colourOf(articles.nth(1).getByText('Living well.'), 'background-color')).toBeNull();
  });
});

it('in print and with forced colours, a line marks the messages of a person', async () => {
  const { page, articles } = await openConversation({});
  const said = articles.first().getByText(QUESTION);
  expect(await colourOf(said, 'border-top-color')).toBeNull();
  await page.emulateMedia({ media: 'print' });
  expect(await colourOf(said, 'border-top-color')).not.toBeNull();
  await page.emulateMedia({ media: 'screen', forcedColors: 'active' });
  expect(await colourOf(said, 'border-top-color')).not.toBeNull();
});

describe('with forced colours', () => {
  /** The browser's colours for selected items. */
  async function selected(page: Page): Promise<{ ground: number[] | null; text: number[] | null }> {
    await page.evaluate(`{
      const sample = Object.assign(document.createElement('i'), { id: 'selected' });
      Object.assign(sample.style, {
        forcedColorAdjust: 'none', color: 'SelectedItemText', backgroundColor: 'SelectedItem',
      });
      document.getElementById('selected')?.remove();
      document.body.append(sample);
    }`);
    const sample = page.locator('#selected');
    return { ground: await colourOf(sample, 'background-color'), text: await colourOf(sample, 'color') };
  }

  async function isSelected(element: Locator, text = element): Promise<void> {
    const colours = await selected(element.page());
    expect(await colourOf(element, 'background-color')).toEqual(colours.ground);
    expect(await colourOf(text, 'color')).toEqual(colours.text);
    // Otherwise the browser draws its own background behind the text.
    expect(
      await text.evaluate((node) => node.ownerDocument.defaultView!.getComputedStyle(node).forcedColorAdjust),
    ).toBe('none');
  }

  it('the open conversation, chosen segments and the highlighted option are readable', async () => {
    const { page } = await openConversation({ forcedColors: 'active' });
    await isSelected(row(page), row(page).getByText(QUESTION));
    await isSelected(row(page), row(page).getByRole('time'));
    const segment = page.getByRole('radiogroup', { name: 'Theme' }).locator('label').first();
    await isSelected(segment, segment.locator('span'));
    await page.keyboard.press('ControlOrMeta+k');
    const option = page.getByRole('option').first();
    await option.and(page.locator('[data-highlighted]')).waitFor();
    await isSelected(option);
  });

  it('every focused field shows its focus', async () => {
    const { page } = await openConversation({ forcedColors: 'active' });
    await page.getByRole('heading', { level: 1 }).getByRole('button').click();
    const fields = [
      page.getByRole('textbox', { name: /^Title of/ }),
      page.getByRole('searchbox', { name: 'Search conversations' }),
    ];
    for (const field of fields) {
      await field.focus();
      expect(
        await field.evaluate((node) => node.ownerDocument.defaultView!.getComputedStyle(node).outlineStyle),
      ).toBe('solid');
    }
  });
});

it.each([390, 1024, 1440, 1920])(
  'at %i px the conversation stands in the middle, as the settings do',
  async (width) => {
    const { page, articles, textbox } = await openConversation({
      viewport: { width, height: 900 },
    });
    const middleOf = async (element: Locator) => {
      const box = await element.boundingBox();
      return box!.x + box!.width / 2;
    };
    const main = await middleOf(page.getByRole('main'));
    const said = articles.first().locator('p').first();
    expect(await middleOf(said)).toBeCloseTo(main, 0);
    expect(await middleOf(page.locator('form').filter({ has: textbox }))).toBeCloseTo(main, 0);
    await page.goto(`${hub.url}/settings`);
    expect(await middleOf(page.getByRole('region', { name: 'Data' }))).toBeCloseTo(main, 0);
  },
);

it.each([
  ['a phone', { width: 390, height: 844 }],
  ['a wide screen', { width: 1440, height: 900 }],
])(
  'on %s the composer stands under the heading, the agents below it, and it keeps the focus as it moves down',
  async (_, viewport) => {
    const chat = await openChat(await browser.newContext({ viewport }), hub.url);
    const { page, textbox } = chat;
    const topOf = async (element: Locator) => (await element.boundingBox())!.y;
    const heading = page.getByRole('heading', { level: 2 }).first();
    const agents = page.getByRole('group', { name: 'Agents' });
    await agents.waitFor();
    expect(await topOf(textbox)).toBeGreaterThan(await topOf(heading));
    expect(await topOf(textbox)).toBeLessThan(viewport.height / 2);
    expect(await topOf(agents)).toBeGreaterThan(await topOf(textbox));
    await textbox.evaluate((node) => node.setAttribute('data-same', ''));
    await chat.ask(QUESTION);
    await expect.poll(() => topOf(textbox)).toBeGreaterThan(viewport.height / 2);
    await page.locator('[data-same]:focus').waitFor();
  },
);

it('the link to all agents is on one line', async () => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  await page.route(/\/v1\/assistants/, async (route) => {
    const response = await route.fetch();
    const list = (await response.json()) as { data: { id: string; name: string }[] };
    const [first] = list.data;
    const more = [1, 2, 3, 4].map((index) => ({
      ...first,
      id: `acme/agent-${index}/1.0.0`,
      name: `agent-${index}`,
    }));
    await route.fulfill({ response, json: { ...list, data: [...list.data, ...more] } });
  });
  await page.route(`${hub.url}/`, async (route) => {
    const response = await route.fetch();
    const html = await response.text();
    await route.fulfill({
      response,
      body: html.replace(/<script type="application\/json".*?<\/script>/s, ''),
    });
  });
  await page.goto(hub.url);
  const link = page.getByRole('link', { name: 'All 12 agents' });
  await link.waitFor();
  expect((await link.boundingBox())!.height).toBeLessThan(40);
});

it.each([
  ['a phone', { width: 390, height: 844 }],
  ['a wide screen', { width: 1440, height: 900 }],
])('on %s the streaming display is a click away, with its name in sight', async (_, viewport) => {
  const { page, agentButton } = await openConversation({ viewport });
  await agentButton.click();
  const group = page.getByRole('radiogroup', { name: 'Streaming display' });
  await group.getByText('Streaming display').waitFor();
  await group.getByRole('radio', { name: 'Never' }).click();
  await page.reload();
  await agentButton.click();
  await expect.poll(() => group.getByRole('radio', { name: 'Never' }).isChecked()).toBe(true);
});

it('the title is renamed in place', async () => {
  const { page } = await openConversation({});
  const title = page.getByRole('heading', { level: 1 });
  const field = page.getByRole('textbox', { name: `Title of ${QUESTION}` });
  await title.getByRole('button').click();
  await field.fill('Another');
  await page.keyboard.press('Escape');
  await expect.poll(() => title.innerText()).toBe(QUESTION);
  await title.getByRole('button').and(page.locator(':focus')).waitFor();
  await page.keyboard.press('Enter');
  await field.fill('On the good life');
  await page.keyboard.press('Enter');
  await expect.poll(() => title.innerText()).toBe('On the good life');
  await expect.poll(() => row(page).innerText()).toContain('On the good life');
  await expect.poll(() => page.title()).toBe('On the good life · Symposium');
});

it('the time is shown beside the name while the mouse or the focus is in the message', async () => {
  const { page, articles } = await openConversation({});
  const reply = articles.nth(1);
  const time = reply.getByRole('heading').getByRole('time');
  const opacity = () =>
    time.evaluate((node) => node.ownerDocument.defaultView!.getComputedStyle(node).opacity);
  await page.getByRole('searchbox', { name: 'Search conversations' }).focus();
  expect(await opacity()).toBe('0');
  await reply.hover();
  await expect.poll(opacity).toBe('1');
  await page.mouse.move(0, 0);
  await expect.poll(opacity).toBe('0');
  await reply.getByRole('button', { name: /^Copy/ }).first().focus();
  await expect.poll(opacity).toBe('1');
});

it('no part of the page covers the drawer', async () => {
  const { page } = await openConversation({ viewport: { width: 390, height: 844 } });
  await page.getByRole('button', { name: 'Open the conversation list' }).click();
  const drawer = page.getByRole('dialog', { name: 'Conversation list' });
  await drawer.getByText('Symposium').click({ trial: true });
  await drawer.getByRole('button', { name: 'Close the conversation list' }).click();
  await drawer.waitFor({ state: 'detached' });
});
