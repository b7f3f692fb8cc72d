import { render, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { lazyPart } from '../../../src/app/components/ui/lazy-part.ts';
import { LoadBoundary } from '../../../src/app/components/ui/load-boundary.tsx';

it('a part that could not be loaded is loaded again on demand', async () => {
  let isHubAway = true;
  const Menu = lazyPart(async () => {
    if (isHubAway) throw new Error('Failed to fetch dynamically imported module');
    return { default: () => <p>The menu</p> };
  });
  const menu = (
    <LoadBoundary waiting={null} floats>
      <Menu />
    </LoadBoundary>
  );
  render(menu, { onCaughtError: () => {} });
  expect(await screen.findByRole('alert')).toHaveTextContent('could not be loaded');
  isHubAway = false;
  await userEvent.setup().click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByText('The menu')).toBeVisible();
  expect(screen.queryByRole('alert')).toBeNull();
});
