import '@testing-library/jest-dom/vitest';
import { render, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { ReceiptLine } from '../../../src/app/messages/receipt-line.tsx';

const COUNTS = { prompt_tokens: 1200, completion_tokens: 934, total_tokens: 2134 };
const details = (cached: number, thinking: number) => ({
  prompt_tokens_details: { cached_tokens: cached },
  completion_tokens_details: { reasoning_tokens: thinking },
});
const clean = { deltas: 412, untilFirst: 0.84, seconds: 6.1, gaps: 0, reconnects: 0 };

describe('receipt line', () => {
  it.each([
    [
      'deltas, the time to the first, seconds and their rate',
      clean,
      '412 deltas · first after 0.8 s · 6.1 s · 68/s',
    ],
    [
      'gaps and reconnects where there were any',
      { ...clean, gaps: 2, reconnects: 1 },
      '412 deltas · first after 0.8 s · 6.1 s · 68/s · 2 gaps · 1 reconnect',
    ],
    [
      'a slow rate to the tenth',
      { ...clean, untilFirst: 0, deltas: 1, seconds: 4 },
      '1 delta · 4.0 s · 0.3/s',
    ],
    ['no time for deltas that came all at once', { ...clean, untilFirst: null, seconds: 0.04 }, '412 deltas'],
    ['no time where none was seen', { ...clean, untilFirst: null, seconds: null }, '412 deltas'],
  ])('shows %s', (_, receipt, line) => {
    const { container } = render(<ReceiptLine receipt={receipt} usage={null} runDeltas={null} />);
    expect(container).toHaveTextContent(line);
    expect(container.textContent).toBe(line);
  });

  it.each([
    ['prompt and reply', COUNTS, '1,200 prompt tokens · 934 reply tokens'],
    [
      'cached tokens and thinking as parts of them',
      { ...COUNTS, ...details(1024, 134) },
      '1,200 prompt tokens (1,024 cached) · 934 reply tokens (134 thinking)',
    ],
    ['no zeros', { ...COUNTS, ...details(0, 0) }, '1,200 prompt tokens · 934 reply tokens'],
    [
      'no prompt, if the server counts none',
      { ...COUNTS, prompt_tokens: 0, completion_tokens: 1 },
      '1 reply token',
    ],
  ])('shows the tokens by kind: %s', (_, usage, tokens) => {
    const { container, rerender } = render(<ReceiptLine receipt={clean} usage={usage} runDeltas={null} />);
    expect(container.textContent).toBe(`412 deltas · first after 0.8 s · 6.1 s · 68/s · ${tokens}`);
    rerender(<ReceiptLine receipt={null} usage={usage} runDeltas={null} />);
    expect(container.textContent, 'in another browser').toBe(tokens);
  });

  it.each([
    [
      'is the count of its run, where that has no other',
      clean,
      412,
      '412 deltas · first after 0.8 s · 6.1 s · 68/s',
    ],
    [
      'has the count of its run beside its own',
      clean,
      824,
      '412 deltas · first after 0.8 s · 6.1 s · 68/s · 824 in all',
    ],
    ['is the count alone, where the message was not streamed', null, 1, '1 delta'],
  ])('%s', (_, receipt, runDeltas, line) => {
    const { container } = render(<ReceiptLine receipt={receipt} usage={null} runDeltas={runDeltas} />);
    expect(container.textContent).toBe(line);
    expect(screen.getByLabelText('Deltas received')).toHaveTextContent(new RegExp(`^${runDeltas}$`));
  });
});
