import { act, render, screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Toaster } from '../../../src/app/ui/toaster.tsx';
import { createToasts, type Toasts } from '../../../src/app/ui/toasts.ts';

let toasts: Toasts;
let user: ReturnType<typeof userEvent.setup>;

beforeEach(() => {
  toasts = createToasts();
  user = userEvent.setup();
});

const region = () => screen.getByRole('region', { name: 'Notifications' });
const shown = () => screen.queryAllByRole('dialog').map((toast) => toast.textContent);

describe('the toaster', () => {
  it('is loaded with the first toast, and shows toasts that were added before it loaded', () => {
    expect(toasts.getState().wanted).toBe(false);
    toasts.show({ title: 'Saved' });
    expect(toasts.getState().wanted).toBe(true);
    render(<Toaster toasts={toasts} />);
    expect(shown()).toEqual(['Saved']);
    act(() => void toasts.show({ title: 'Not saved', description: 'The hub is down.' }));
    expect(shown()).toEqual(['Not savedThe hub is down.', 'Saved']);
    expect(region()).toHaveAttribute('aria-live', 'polite');
  });

  it('runs the action of a toast once, and closes the toast', async () => {
    render(<Toaster toasts={toasts} />);
    const onAction = vi.fn<() => void>();
    const onClosed = vi.fn<() => void>();
    act(() => void toasts.show({ title: 'Deleted', action: { label: 'Undo', onAction }, onClosed }));
    await user.click(screen.getByRole('button', { name: 'Undo' }));
    expect(onAction).toHaveBeenCalledOnce();
    expect(onClosed).toHaveBeenCalledOnce();
    expect(shown()).toEqual([]);
  });

  it('gets the focus with F6, and returns it with Esc', async () => {
    render(
      <>
        <textarea aria-label="Message" />
        <Toaster toasts={toasts} />
      </>,
    );
    const onClosed = vi.fn<() => void>();
    act(() => void toasts.show({ title: 'Deleted', onClosed }));
    await user.click(screen.getByRole('textbox'));
    await user.keyboard('{F6}');
    expect(region()).toHaveFocus();
    await user.tab();
    expect(screen.getByRole('dialog', { name: 'Deleted' })).toHaveFocus();
    await user.keyboard('{Escape}');
    expect(shown()).toEqual([]);
    expect(onClosed).toHaveBeenCalledOnce();
    expect(screen.getByRole('textbox')).toHaveFocus();
  });

  it('lets its owner close a toast, also before it was shown', () => {
    const onClosed = vi.fn<() => void>();
    toasts.show({ title: 'Early', onClosed })();
    render(<Toaster toasts={toasts} />);
    expect(shown()).toEqual([]);
    expect(onClosed).toHaveBeenCalledOnce();
    let close = (): void => {};
    act(() => void (close = toasts.show({ title: 'Late', onClosed })));
    expect(within(region()).getByRole('button', { name: 'Dismiss' })).toBeVisible();
    act(() => close());
    expect(shown()).toEqual([]);
    expect(onClosed).toHaveBeenCalledTimes(2);
  });
});
