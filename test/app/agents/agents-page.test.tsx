import { screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { QUIET } from '../support/fake-hub.ts';
import { Page } from '../support/render-app.tsx';

let page: Page;

beforeEach(() => {
  page = new Page();
  page.hub.assistants[0]?.agent.tags.push('streaming', 'example');
  page.hub.assistants[1]?.agent.tags.push('example');
});

/** Opens the gallery, and waits until it has loaded. */
async function openGallery(search = ''): Promise<void> {
  await page.open(`/agents${search}`);
  await screen.findAllByRole('heading', { level: 2 });
}

const names = () => screen.getAllByRole('heading', { level: 2 }).map(({ textContent }) => textContent);

async function press(role: 'button' | 'link', name: string | RegExp): Promise<void> {
  await page.user.click(await screen.findByRole(role, { name }));
  await page.settle();
}

describe('the gallery', () => {
  it('shows all agents with their descriptions', async () => {
    await openGallery();
    expect(screen.getByRole('heading', { level: 1, name: 'Agents' })).toBeVisible();
    expect(names()).toEqual(['Streaming Example', 'Quiet']);
    const [example] = screen.getAllByRole('listitem').filter((item) => within(item).queryByRole('heading'));
    expect(example).toHaveTextContent(
      'symposium · Version 1.0.0 · Model: The server’s default · Streams live',
    );
  });

  it('shows assistants that were created with the API, each with its own model', async () => {
    const made = { id: 'asst_1', object: 'assistant', created_at: 0, name: 'Weather', description: null };
    page.hub.assistants.push({ ...made, model: 'gpt-4o', metadata: {} } as never);
    await openGallery();
    expect(names()).toEqual(['Streaming Example', 'Quiet', 'Weather']);
    const item = screen.getByRole('heading', { name: 'Weather' }).closest('li');
    expect(item).toHaveTextContent('Created with the API · Model: gpt-4o · Streams live');
    await press('button', 'About Weather');
    expect(await screen.findByRole('dialog')).toHaveTextContent('asst_1');
    expect(screen.getByRole('dialog')).not.toHaveTextContent('Version');
  });

  it('finds agents by words and by a tag, and stores the search in the URL', async () => {
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
    expect(screen.getByText('No agent matches “quiet answers not”.')).toBeVisible();
    await press('button', 'Show all agents');
    expect(names()).toHaveLength(2);
    expect(screen.getByRole('searchbox', { name: 'Search agents' })).toHaveFocus();
  });

  it('counts the found agents for each tag', async () => {
    await openGallery();
    expect(screen.getByRole('button', { name: 'example 2' })).toBeVisible();
    await page.user.type(screen.getByRole('searchbox', { name: 'Search agents' }), 'quiet');
    await press('button', 'example 1');
    expect(names()).toEqual(['Quiet']);
    expect(location.search).toBe('?search=quiet&tag=example');
  });

  it('shows some of many tags, including the chosen one, and all on demand', async () => {
    const rare = Array.from({ length: 20 }, (_, index) => `rare-${index + 10}`);
    page.hub.assistants[1]?.agent.tags.push(...rare, 'EXAMPLE');
    await openGallery('?tag=rare-29');
    const tags = () => screen.getByRole('group', { name: 'Tags' });
    expect(within(tags()).getAllByRole('button')).toHaveLength(14);
    expect(within(tags()).getByRole('button', { name: 'rare-29 1' })).toHaveAttribute('aria-pressed', 'true');
    await page.user.click(within(tags()).getByRole('button', { name: 'All 22 tags' }));
    expect(within(tags()).getAllByRole('button')).toHaveLength(23);
  });

  it('shows an error if the agents could not be loaded, and retries', async () => {
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

  it('opens a conversation with an agent', async () => {
    await openGallery();
    await press('link', 'Start a conversation with Quiet');
    expect(screen.getByText('Quiet welcomes you')).toBeVisible();
    await page.write('What is virtue?');
    expect(page.run.assistant_id).toBe(QUIET);
  });

  it('returns to an unsent message, with the focus in it', async () => {
    await page.open('/');
    await page.user.click(screen.getByRole('button', { name: 'New conversation' }));
    await page.user.type(page.textbox, 'Half a thought');
    await press('button', 'Streaming Example');
    await press('link', 'All agents');
    await screen.findByRole('heading', { level: 1, name: 'Agents' });
    await waitFor(() => expect(screen.getByRole('main')).toHaveFocus());
    await press('link', 'Start a conversation with Quiet');
    expect(page.textbox).toHaveFocus();
    expect(page.textbox).toHaveValue('Half a thought');
    expect(page.agentButton).toHaveTextContent('Quiet');
  });

  it('shows the details of an agent, and returns the focus', async () => {
    await openGallery();
    await press('button', 'About Quiet');
    const dialog = await screen.findByRole('dialog', { name: 'Quiet' });
    for (const fact of ['1.0.0', QUIET, 'Shows the finished reply only', 'example']) {
      expect(dialog).toHaveTextContent(fact);
    }
    await page.user.keyboard('{Escape}');
    await page.settle();
    expect(screen.getByRole('button', { name: 'About Quiet' })).toHaveFocus();
  });

  it('shows the model that answers, which is the hub’s model if it has one', async () => {
    page.hub.model = 'model-of-the-hub';
    Object.assign(page.hub.assistants[1]?.agent.details.agent.defaults ?? {}, {
      model: 'model-of-the-agent',
      model_temperature: 0.4,
      model_max_tokens: 4000,
    });
    await openGallery();
    await press('button', 'About Quiet');
    const dialog = await screen.findByRole('dialog', { name: 'Quiet' });
    const fact = (name: string) => within(dialog).getByText(name).nextElementSibling;
    expect(fact('Model')).toHaveTextContent('model-of-the-hub');
    expect(fact('Requested model')).toHaveTextContent('model-of-the-agent');
    expect(fact('Temperature')).toHaveTextContent('0.4');
    expect(fact('Max reply length')).toHaveTextContent('4,000 tokens');
  });
});
