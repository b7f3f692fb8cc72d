import { expect, it } from 'vitest';
import { denial } from '../../src/protocol/denial.ts';
import { errorOutput, outputState } from '../../src/protocol/output-state.ts';

it.each([
  ['', 'Done'],
  ['There was no Error: it is dry.', 'Done'],
  [denial(null), 'Denied'],
  [denial('Too much.'), 'Denied'],
  [errorOutput(new TypeError('no such city')), 'Failed'],
  [errorOutput('no such city'), 'Failed'],
  ['Error calling tool weather: no such city', 'Failed'],
])('%j is %s', (output, state) => {
  expect(outputState(output)).toBe(state);
});
