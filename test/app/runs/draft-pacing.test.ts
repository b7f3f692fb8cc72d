import { expect, it } from 'vitest';
import { createDraftPacing, type ShownTexts } from '../../../src/app/runs/draft-pacing.ts';

const draft = (id: string, text: string) => ({ id, text, annotations: [], deltas: 1, opened: 1 });

it('shows the whole text of a draft that streams alone at each turn', () => {
  const turns = createDraftPacing();
  expect(turns.take([{ drafts: [draft('a', 'One')], shown: {} }])).toEqual([{ a: 'One' }]);
  expect(turns.take([{ drafts: [draft('a', 'One two')], shown: { a: 'One' } }])).toEqual([{ a: 'One two' }]);
});

it('lets drafts that stream at the same time take turns, and shows the first words of each at once', () => {
  const turns = createDraftPacing();
  let shown: ShownTexts = {};
  const take = (a: string, b: string) => {
    [shown = {}] = turns.take([{ drafts: [draft('a', a), draft('b', b)], shown }]);
    return `${shown['a']}, ${shown['b']}`;
  };
  expect(take('a1', 'b1')).toBe('a1, b1');
  expect(new Set([take('a2', 'b2'), take('a3', 'b3')])).toEqual(new Set(['a1, b2', 'a3, b2']));
  expect(take('a4', 'b4')).toBe('a3, b4');
  expect(take('a4', 'b4')).toBe('a4, b4');
});

it('leaves none of many drafts more than three turns behind, over all runs', () => {
  const turns = createDraftPacing();
  const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
  let shown: ShownTexts[] = [];
  const seen = new Map(ids.map((id) => [id, 0]));
  for (let turn = 1; turn <= 20; turn++) {
    const drafts = ids.map((id) => draft(id, `${id}${turn}`));
    const lists = [drafts.slice(0, 2), drafts.slice(2)];
    shown = turns.take(lists.map((list, index) => ({ drafts: list, shown: shown[index] ?? {} })));
    for (const { id, text } of drafts) {
      if (Object.assign({}, ...shown)[id] === text) seen.set(id, turn);
      expect(turn - (seen.get(id) ?? 0), `${id} in turn ${turn}`).toBeLessThan(3);
    }
  }
});
