import { render, screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { GrowingTextarea } from '../../../src/app/ui/growing-textarea.tsx';

/** What a browser takes to find a direction by itself grows with the square of the lines that are pasted. */
it.each([
  ['ltr', ''],
  ['ltr', 'Virtue, מידה'],
  ['rtl', 'מידה, virtue'],
  ['rtl', '1. «فضيلة»'],
  ['rtl', '\u200F1'],
  ['ltr', '\u200E1 מידה'],
  ['ltr', `${'1\n'.repeat(100_000)}מידה`],
])('runs as its text does, without the browser looking for its direction: %s', (direction, text) => {
  render(<GrowingTextarea aria-label="Message" boxClassName="" value={text} readOnly />);
  expect(screen.getByRole('textbox', { name: 'Message' })).toHaveAttribute('dir', direction);
});
