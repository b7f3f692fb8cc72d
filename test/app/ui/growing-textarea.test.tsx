import { render, screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { GrowingTextarea } from '../../../src/app/ui/growing-textarea.tsx';

/** With `dir="auto"`, a browser's time to find the direction grows with the square of the number of pasted lines. */
it.each([
  ['ltr', ''],
  ['ltr', 'Virtue, מידה'],
  ['rtl', 'מידה, virtue'],
  ['rtl', '1. «فضيلة»'],
  ['rtl', '\u200F1'],
  ['ltr', '\u200E1 מידה'],
  ['ltr', `${'1\n'.repeat(100_000)}מידה`],
])('has the direction of its text, without `dir="auto"`: %s', (direction, text) => {
  render(<GrowingTextarea aria-label="Message" boxClassName="" value={text} readOnly />);
  expect(screen.getByRole('textbox', { name: 'Message' })).toHaveAttribute('dir', direction);
});
