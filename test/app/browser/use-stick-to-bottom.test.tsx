import '@testing-library/jest-dom/vitest';
import { act, fireEvent, render, screen } from '@testing-library/react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { useState } from 'react';
import { useStickToBottom } from '../../../src/app/browser/use-stick-to-bottom.ts';

/** A layout, which jsdom does not have: 400 pixels are visible. */
const layout = { height: 1000, grow: (): void => {} };

beforeEach(() => {
  layout.height = 1000;
  vi.stubGlobal(
    'ResizeObserver',
    class {
      constructor(callback: () => void) {
        layout.grow = () => act(callback);
      }
      observe(): void {}
      disconnect(): void {}
    },
  );
  vi.spyOn(HTMLElement.prototype, 'scrollHeight', 'get').mockImplementation(() => layout.height);
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(400);
  // Each chunk but the last is 500 pixels high.
  vi.spyOn(HTMLElement.prototype, 'offsetTop', 'get').mockImplementation(function (this: HTMLElement) {
    return this.previousElementSibling ? 500 : 0;
  });
  render(<Scroller />);
  growTo(1000);
});

function Scroller() {
  const { scroller, atBottom, jumpToBottom } = useStickToBottom();
  const [earlier, setEarlier] = useState(false);
  return (
    <>
      <main ref={scroller}>
        <div>
          {earlier && <p data-part="">What came before</p>}
          <p data-part="">What grows</p>
        </div>
      </main>
      <button type="button" onClick={() => setEarlier(true)}>
        Load
      </button>
      {!atBottom && (
        <button type="button" onClick={jumpToBottom}>
          Jump
        </button>
      )}
    </>
  );
}

function growTo(height: number): void {
  layout.height = height;
  layout.grow();
}

/** Limited to 0, because jsdom does not limit scrollTop as browsers do. */
const distance = () => Math.max(0, layout.height - 400 - screen.getByRole('main').scrollTop);

function scrollTo(top: number): void {
  screen.getByRole('main').scrollTop = top;
  fireEvent.scroll(screen.getByRole('main'));
}

describe('stick to the bottom', () => {
  it('keeps the end in view while it grows', () => {
    growTo(1300);
    expect(distance()).toBe(0);
    expect(screen.queryByRole('button', { name: 'Jump' })).toBeNull();
  });

  it('does not scroll back when the person has scrolled up a little', () => {
    scrollTo(590);
    growTo(1300);
    expect(screen.getByRole('main').scrollTop).toBe(590);
    expect(screen.getByRole('button', { name: 'Jump' })).toBeVisible();
  });

  it('sticks again when the person has scrolled back to the end', () => {
    scrollTo(200);
    scrollTo(600);
    growTo(1300);
    expect(distance()).toBe(0);
  });

  it('sticks to the end after a jump', () => {
    scrollTo(100);
    fireEvent.click(screen.getByRole('button', { name: 'Jump' }));
    expect(distance()).toBe(0);
    growTo(1500);
    expect(distance()).toBe(0);
  });

  it('keeps the visible text in place when content is inserted above it', () => {
    scrollTo(100);
    fireEvent.click(screen.getByRole('button', { name: 'Load' }));
    growTo(1500);
    expect(screen.getByRole('main').scrollTop).toBe(600);
    growTo(1600);
    expect(screen.getByRole('main').scrollTop).toBe(600);
  });

  it('does not scroll if the browser has kept the text in place', () => {
    scrollTo(100);
    fireEvent.click(screen.getByRole('button', { name: 'Load' }));
    layout.height = 1500;
    screen.getByRole('main').scrollTop = 600;
    layout.grow();
    expect(screen.getByRole('main').scrollTop).toBe(600);
  });

  it('does not scroll if the browser has kept the text in place and fired a scroll event', () => {
    scrollTo(100);
    fireEvent.click(screen.getByRole('button', { name: 'Load' }));
    layout.height = 1500;
    scrollTo(600);
    layout.grow();
    expect(screen.getByRole('main').scrollTop).toBe(600);
  });

  it('keeps the end in view when content is inserted at the start', () => {
    fireEvent.click(screen.getByRole('button', { name: 'Load' }));
    growTo(1500);
    expect(distance()).toBe(0);
  });

  it.each([
    ['one tick of the wheel', () => fireEvent.wheel(screen.getByRole('main'), { deltaY: -1 })],
    ['Page Up', () => fireEvent.keyDown(screen.getByRole('main'), { key: 'PageUp' })],
    ['Shift and Space', () => fireEvent.keyDown(screen.getByRole('main'), { key: ' ', shiftKey: true })],
    [
      'a finger that moves down',
      () => {
        fireEvent.touchStart(screen.getByRole('main'), { touches: [{ clientY: 100 }] });
        fireEvent.touchMove(screen.getByRole('main'), { touches: [{ clientY: 110 }] });
      },
    ],
  ])('stops sticking at %s, even if the text grows before the browser scrolls', (_, begin) => {
    begin();
    const { scrollTop } = screen.getByRole('main');
    growTo(1200);
    growTo(1400);
    expect(screen.getByRole('main').scrollTop).toBe(scrollTop);
    scrollTo(scrollTop - 100);
    growTo(1600);
    expect(screen.getByRole('main').scrollTop).toBe(scrollTop - 100);
    scrollTo(1200);
    growTo(1800);
    expect(distance()).toBe(0);
  });

  it.each([
    ['down', { deltaY: 1 }],
    ['to zoom', { deltaY: -1, ctrlKey: true }],
  ])('keeps sticking if the wheel turns %s', (_, turn) => {
    fireEvent.wheel(screen.getByRole('main'), turn);
    growTo(1300);
    expect(distance()).toBe(0);
  });
});
