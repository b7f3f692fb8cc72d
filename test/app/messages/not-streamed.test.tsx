import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { Page } from '../support/render-app.tsx';

it('a reply of which nothing was streamed has no count', async () => {
  const page = new Page();
  await page.open('/');
  await page.write('What is a good life?');
  await page.connect();
  await page.status('in_progress');
  await page.message('msg_a', 'Living well.');
  await page.status('completed');
  expect(screen.getAllByRole('article').at(-1)).toHaveTextContent(/Living well\.$/);
});
