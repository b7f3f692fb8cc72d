import { screen, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { assistantOf, EXAMPLE, QUIET } from '../support/fake-hub.ts';
import { Page } from '../support/render-app.tsx';

let page: Page;

beforeEach(() => {
  page = new Page();
  page.hub.assistants[0]?.metadata.tags.push('streaming', 'example');
  page.hub.assistants[1]?.metadata.tags.push('example');
});

/** Opens the gallery, and waits until what it is made of has been loaded. */
async function openGallery(search = ''): Promise<void> {
  await page.open(`/agents${search}`);
  await screen.findAllByRole('heading', { level: 2 });
}

const names = () => screen.getAllByRole('heading', { level: 2 }).map(({ textContent }) => textContent);

async function press(
  role: 'button' | 'link' | 'menuitem' | 'menuitemradio',
  name: string | RegExp,
): Promise<void> {
  await page.user.click(await screen.findByRole(role, { name }));
  await page.settle();
}

describe('the gallery', () => {
  it('shows all agents, and what they are', async () => {
    await openGallery();
    expect(screen.getByRole('heading', { level: 1, name: 'Agents' })).toBeVisible();
    expect(names()).toEqual(['Streaming Example', 'Quiet']);
    const [example] = screen.getAllByRole('listitem').filter((item) => within(item).queryByRole('heading'));
    expect(example).toHaveTextContent('Version 1.0.0 · Model: The hub’s · Shows its text as it is written');
  });

  it('finds them by words and by a tag, which the address remembers', async () => {
    await openGallery();
    await press('button', 'streaming 1');
    expect(names()).toEqual(['Streaming Example']);
    expect(location.search).toBe('?tag=streaming');
    expect(screen.getByRole('button', { name: 'streaming 1' })).toHaveAttribute('aria-pressed', 'true');
    await press('button', 'streaming 1');
    await page.user.type(screen.getByRole('searchbox', { name: 'Search agents' }), 'quiet answers');
    await page.settle();
    expect(names()).toEqual(['Quiet']);
    await openGallery(location.search);
    expect(names()).toEqual(['Quiet']);
    await page.user.type(screen.getByRole('searchbox', { name: 'Search agents' }), ' not');
    expect(screen.getByText('No agent is like that.')).toBeVisible();
    await press('button', 'Show all agents');
    expect(names()).toHaveLength(2);
  });

  it('says why it is empty when the agents cannot be read, and tries again', async () => {
    page.hub.refusal = {
      method: 'GET',
      path: /assistants$/,
      status: 500,
      message: 'The hub is out of paper.',
    };
    await page.open('/agents');
    const main = within(screen.getByRole('main'));
    expect(await main.findByRole('alert')).toHaveTextContent('The hub is out of paper.');
    await page.user.click(main.getByRole('button', { name: 'Try again' }));
    await page.settle();
    expect(names()).toHaveLength(2);
  });

  it('leads to a conversation', async () => {
    await openGallery();
    await press('link', 'Start a conversation with Quiet');
    expect(screen.getByText('Quiet welcomes you')).toBeVisible();
    await page.write('What is virtue?');
    expect(page.run.assistant_id).toBe(QUIET);
  });

  it('says what there is to know of an agent, and gives the focus back', async () => {
    await openGallery();
    await press('button', 'About Quiet');
    const dialog = await screen.findByRole('dialog', { name: 'Quiet' });
    for (const fact of ['1.0.0', QUIET, 'Shows its text when it is whole', 'example']) {
      expect(dialog).toHaveTextContent(fact);
    }
    await page.user.keyboard('{Escape}');
    await page.settle();
    expect(screen.getByRole('button', { name: 'About Quiet' })).toHaveFocus();
  });
});

describe('the agent of a thread', () => {
  async function answered(): Promise<string> {
    const thread = page.hub.addThread('On virtue');
    page.hub.addMessage(thread.id, 'user', 'What is virtue?');
    page.hub.addMessage(thread.id, 'assistant', 'Living well.', { assistant_id: EXAMPLE });
    page.hub.addRun(thread.id, EXAMPLE, { status: 'completed' });
    await page.open(`/threads/${thread.id}`);
    return thread.id;
  }

  it('can be another from the next message on, which the conversation shows', async () => {
    const threadId = await answered();
    await press('button', 'Change the agent');
    await press('menuitemradio', 'Quiet');
    expect(screen.getByRole('heading', { level: 1 })).toHaveTextContent('Quiet');
    await page.open(location.pathname + location.search);
    expect(screen.getByRole('heading', { level: 1 })).toHaveTextContent('Quiet');
    await page.write('And courage?');
    expect(page.run).toMatchObject({ thread_id: threadId, assistant_id: QUIET });
    await page.connect();
    page.hub.addMessage(threadId, 'assistant', 'A mean.', { assistant_id: QUIET });
    await page.status('completed');
    const speakers = screen
      .getAllByRole('article')
      .map((article) => within(article).getByRole('heading').textContent);
    expect(speakers).toEqual(['You', 'Streaming Example', 'You', 'Quiet']);
    expect(screen.getAllByText(/answers from here on/).map(({ textContent }) => textContent)).toEqual([
      'Quiet answers from here on',
    ]);
    await page.open(`/threads/${threadId}`);
    expect(screen.getByRole('heading', { level: 1 })).toHaveTextContent('Quiet');
  });

  it('stays what it is where another is asked for that the hub does not have', async () => {
    const threadId = await answered();
    await page.open(`/threads/${threadId}?agent=symposium%2Fgone%2F1.0.0`);
    expect(screen.getByRole('heading', { level: 1 })).toHaveTextContent('Streaming Example');
    expect(page.textbox).not.toHaveAccessibleDescription(/no longer/);
  });

  it('goes by its role where it names one', async () => {
    Object.assign(page.hub.assistants[0]?.metadata.details.agent ?? {}, { assistant_role_label: 'Teacher' });
    await answered();
    const [, reply] = screen.getAllByRole('article');
    expect(within(reply as HTMLElement).getByRole('heading')).toHaveTextContent('Teacher');
    expect(screen.getByRole('heading', { level: 1 })).toHaveTextContent('Streaming Example');
  });
});

describe('the welcome', () => {
  it('offers what might be said first', async () => {
    Object.assign(page.hub.assistants[0]?.metadata.details.agent ?? {}, {
      initial_user_message: 'Can virtue be taught?',
    });
    await page.open('/');
    await press('button', 'Can virtue be taught?');
    expect(page.textbox).toHaveValue('Can virtue be taught?');
    expect(page.textbox).toHaveFocus();
    expect(page.hub.posts(/./)).toEqual([]);
  });

  it('shows a handful of agents, the chosen one among them, and leads to all', async () => {
    for (let count = 3; count <= 9; count++) {
      page.hub.assistants.push(assistantOf(`symposium/agent-${count}/1.0.0`, `Agent ${count}`, true));
    }
    await page.open(`/?agent=${encodeURIComponent('symposium/agent-9/1.0.0')}`);
    const options = within(screen.getByRole('group', { name: 'Agent' })).getAllByRole('radio');
    expect(options).toHaveLength(5);
    expect(screen.getByRole('radio', { name: 'Agent 9' })).toBeChecked();
    await press('link', 'All 9 agents');
    expect(names()).toHaveLength(9);
  });
});
