import { expect, it } from 'vitest';
import { withPieces } from '../../src/protocol/add-pieces.ts';

it('adds pieces to calls by their indexes, also if a later call begins first', () => {
  const begun = withPieces([], [{ index: 1, id: 'call_2', function: { name: 'clock', arguments: '{' } }]);
  expect(0 in begun, 'the first call is a hole').toBe(false);
  const more = withPieces(begun, [{ index: 1, function: { arguments: '}' } }]);
  expect(0 in more, 'and stays one').toBe(false);
  expect(more.flatMap((call) => call.function.arguments)).toEqual(['{}']);
  const all = withPieces(more, [{ index: 0, id: 'call_1', function: { name: 'weather', output: 'dry' } }]);
  expect(all.map(({ id, function: { output } }) => [id, output])).toEqual([
    ['call_1', 'dry'],
    ['call_2', null],
  ]);
});
