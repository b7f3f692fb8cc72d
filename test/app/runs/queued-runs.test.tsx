import { screen, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { Page } from '../support/render-app.tsx';

const log = () => within(screen.getByRole('log', { name: 'Conversation' }));

it('says that a run waits for its turn after two seconds', async () => {
  const page = new Page();
  await page.open('/');
  await page.write('What is a good life?');
  await page.connect();
  await page.status('queued');
  expect(log().getByText('Thinking')).toBeVisible();
  await page.advance(1000);
  await page.advance(1000);
  expect(log().getByText('Waiting for other agents to finish')).toBeVisible();
  expect(log().getByText('2 s')).toBeVisible();
  await page.status('in_progress');
  expect(log().getByText('Thinking')).toBeVisible();
  expect(log().queryByText('Waiting for other agents to finish')).toBeNull();
});
