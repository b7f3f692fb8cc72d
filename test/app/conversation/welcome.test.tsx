import { fireEvent, screen, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { assistantOf } from '../support/fake-assistant.ts';
import { Page } from '../support/render-app.tsx';

let page: Page;

beforeEach(() => {
  page = new Page();
});

async function press(role: 'button' | 'link', name: string | RegExp): Promise<void> {
  await page.user.click(await screen.findByRole(role, { name }));
  await page.settle();
}

describe('the welcome', () => {
  it('offers a first message, and does not replace a text that is already written', async () => {
    Object.assign(page.hub.assistants[0]?.agent.details.agent ?? {}, {
      initial_user_message: 'Can virtue be taught?',
    });
    await page.open('/');
    await press('button', 'Can virtue be taught?');
    expect(page.textbox).toHaveValue('Can virtue be taught?');
    expect(page.textbox).toHaveFocus();
    await press('button', 'Can virtue be taught?');
    expect(page.textbox).toHaveValue('Can virtue be taught?');
    await page.user.clear(page.textbox);
    await page.user.type(page.textbox, 'Half a thought');
    await press('button', 'Can virtue be taught?');
    expect(page.textbox).toHaveValue('Can virtue be taught?\n\nHalf a thought');
    expect(page.hub.posts(/./)).toEqual([]);
  });

  it('shows the role of the agent, and its picture if this host serves it', async () => {
    const { agent } = page.hub.assistants[0]!.agent.details;
    Object.assign(agent, { assistant_role_label: 'Teacher' });
    Object.assign(agent.welcome, { icon: '/teacher.png' });
    await page.open('/');
    const main = within(screen.getByRole('main'));
    expect(main.getByText('Teacher')).toBeVisible();
    const picture = main.getByRole('presentation');
    expect(picture).toHaveAttribute('src', `${location.origin}/teacher.png`);
    fireEvent.error(picture);
    expect(main.queryByRole('presentation')).toBeNull();
  });

  it('shows a few agents, including the chosen one, and links to all of them', async () => {
    for (let count = 3; count <= 103; count++) {
      page.hub.assistants.push(assistantOf(`symposium/agent-${count}/1.0.0`, `Agent ${count}`, true));
    }
    await page.open(`/?agent=${encodeURIComponent('symposium/agent-103/1.0.0')}`);
    const options = within(screen.getByRole('group', { name: 'Agents' })).getAllByRole('radio');
    expect(options).toHaveLength(8);
    expect(screen.getByRole('radio', { name: 'Agent 103' })).toBeChecked();
    await press('link', 'All 103 agents');
    await screen.findByRole('heading', { level: 1, name: 'Agents' });
    expect(location.pathname).toBe('/agents');
  });

  it('shows why the agents could not be loaded, and retries', async () => {
    page.hub.refusal = {
      method: 'GET',
      path: /assistants$/,
      status: 500,
      message: 'The hub is out of paper.',
    };
    await page.open('/');
    const main = within(screen.getByRole('main'));
    expect(main.getByRole('heading', { level: 2 })).toHaveTextContent('Couldn’t load the agents');
    expect(main.getByRole('alert')).toHaveTextContent('The hub is out of paper.');
    await page.user.click(main.getByRole('button', { name: 'Try again' }));
    await page.settle();
    expect(main.getByRole('heading', { level: 2 })).toHaveTextContent('Streaming Example welcomes you');
  });

  it('shows that there are no agents, and how to add some', async () => {
    page.hub.assistants.length = 0;
    await page.open('/');
    expect(screen.getByText(/AGENTS_DIR/)).toBeVisible();
  });
});
