import '@testing-library/jest-dom/vitest';
import { render, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { CopyButton } from '../../../src/app/ui/copy-button.tsx';

afterEach(() => vi.unstubAllGlobals());

describe('copy button', () => {
  it('copies the text, and shows that it did', async () => {
    const user = userEvent.setup();
    render(<CopyButton what="message" content={() => ({ text: 'It is **living well**.' })} />);
    await user.click(screen.getByRole('button', { name: 'Copy message' }));
    expect(screen.getByRole('button', { name: 'Copied message' })).toBeVisible();
    expect(await navigator.clipboard.readText()).toBe('It is **living well**.');
  });

  it.each([
    ['there is no clipboard', undefined],
    ['it is forbidden', { writeText: () => Promise.reject(new DOMException('', 'NotAllowedError')) }],
  ])('shows that it could not copy when %s', async (_, clipboard) => {
    const user = userEvent.setup();
    vi.stubGlobal('navigator', Object.create(navigator, { clipboard: { value: clipboard } }));
    render(<CopyButton what="message" content={() => ({ text: 'It is.' })} />);
    await user.click(screen.getByRole('button', { name: 'Copy message' }));
    expect(screen.getByRole('button', { name: 'Couldn’t copy message' })).toBeVisible();
  });
});
