import '@testing-library/jest-dom/vitest';
import { render, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { ReceiptLine } from '../../../src/app/components/receipt-line.tsx';

const clean = { deltas: 412, seconds: 6.1, gaps: 0, reconnects: 0 };

describe('receipt line', () => {
  it.each([
    ['deltas, seconds and their rate', clean, '412 deltas · 6.1 s · 68/s'],
    [
      'gaps and reconnects where there were any',
      { ...clean, gaps: 2, reconnects: 1 },
      '412 deltas · 6.1 s · 68/s · 2 gaps · 1 reconnect',
    ],
    ['a slow rate to the tenth', { ...clean, deltas: 1, seconds: 4 }, '1 delta · 4.0 s · 0.3/s'],
    ['no time for deltas that came all at once', { ...clean, deltas: 1200, seconds: 0.04 }, '1,200 deltas'],
    ['no time where none was seen', { ...clean, seconds: null }, '412 deltas'],
  ])('says %s', (_, receipt, line) => {
    render(<ReceiptLine receipt={receipt} />);
    expect(screen.getByText(line)).toBeVisible();
  });
});
