import { describe, expect, it } from 'vitest';
import { NO_THOUGHTS_READ, scanThoughts, visibleText } from '../../src/protocol/visible-text.ts';

/** A reply, its visible text once it has ended, and while it may grow; null if nothing is visible yet. */
const TABLE: readonly (readonly [reply: string, shown: string, live?: string | null])[] = [
  ['It is living well.', 'It is living well.'],
  ['<think>Hm.\nWell.</think>\n\nIt is living well.', 'It is living well.'],
  ['<think>Hm.</think>It is.', 'It is.'],
  ['<thinking>Hm.</thinking>\nIt is.', 'It is.'],
  ['<Think>Hm.</THINK> It is.', 'It is.'],
  ['\n<think>\nHm.\n</think>\n\n<think>\nYes.\n</think>\n\nIt is.', 'It is.'],
  ['<think></think>\n\nIt is.', 'It is.'],
  ['<think>\nHm. And', '', null],
  ['<think>\nHm.\n</think>\n', '', null],
  ['<thi', '<thi', null],
  ['  ', '  ', null],
  ['', '', null],
  ['<thin air', '<thin air'],
  ['<thinker>Hm.', '<thinker>Hm.'],
  ['`<think>` is a tag.', '`<think>` is a tag.'],
  ['Say <think>Hm.</think>.', 'Say <think>Hm.</think>.'],
  ['```\n<think>\n```', '```\n<think>\n```'],
  ['<think>Hm.</think>\nSay `<think>`.', 'Say `<think>`.'],
  ['  indented', '  indented'],
  ['◁think▷Hm.◁/think▷It is.', 'It is.'],
  ['<reasoning>Hm.</reasoning>\n\nIt is.', 'It is.'],
  ['<thought>Hm.</thought>It is.', 'It is.'],
];
const REPLIES = TABLE.map(([reply, shown, live = shown]) => [reply, shown, live] as const);

/** The visible text of a reply that may grow and arrives in pieces of so many characters. */
function liveText(reply: string, size: number): string | null {
  let scan = NO_THOUGHTS_READ;
  for (let end = 0; end < reply.length + size; end += size) scan = scanThoughts(reply.slice(0, end), scan);
  return scan.start === null ? null : reply.slice(scan.start);
}

describe('the visible text of a reply', () => {
  it.each(REPLIES)('of an ended reply: %j', (reply, shown) => {
    expect(visibleText(reply)).toBe(shown);
  });

  it.each(REPLIES)('of a streaming reply, however it is cut: %j', (reply, _, live) => {
    for (let size = 1; size <= reply.length + 1; size++) expect(liveText(reply, size)).toBe(live);
  });

  it.each(REPLIES)('never shows text that is hidden later: %j', (reply, shown) => {
    for (let end = 0; end <= reply.length; end++) {
      const { start } = scanThoughts(reply.slice(0, end), NO_THOUGHTS_READ);
      if (start !== null) expect(shown.startsWith(reply.slice(start, end))).toBe(true);
    }
  });

  it.each([
    ['Hm. Well.\n</think>\n\nIt is.', 'It is.'],
    ['Hm.</think>\nIt is.', 'It is.'],
    ['</think>\n\nIt is.', 'It is.'],
    ['Thoughts end with </think>, and so it is.', 'Thoughts end with </think>, and so it is.'],
    ['They end with `</think>`\nand nothing else.', 'They end with `</think>`\nand nothing else.'],
    ['```\nHm.\n</think>\n\n```\nSo.', '```\nHm.\n</think>\n\n```\nSo.'],
    ['Write <think>\nHm.\n</think>\n\nThen.', 'Write <think>\nHm.\n</think>\n\nThen.'],
    ['Hm.</think>', 'Hm.</think>'],
  ])('of an ended reply begins after thoughts without an opening tag: %j', (reply, shown) => {
    expect(visibleText(reply)).toBe(shown);
  });

  it('is searched only in the new part', () => {
    const thoughts = `<think>${'Hm. '.repeat(1000)}`;
    const scan = scanThoughts(thoughts, NO_THOUGHTS_READ);
    expect(scan.at).toBeGreaterThan(thoughts.length - 20);
    const found = scanThoughts(`${thoughts}</think>It is.`, scan);
    expect(scanThoughts(`${thoughts}</think>It is. Yes.`, found)).toBe(found);
  });

  it.each(['', '<think>Hm.</think>'])('is searched only in new white space, after %j', (before) => {
    const blank = before + ' '.repeat(1000);
    const scan = scanThoughts(blank, NO_THOUGHTS_READ);
    expect(scan.blanksEnd).toBe(blank.length);
    const found = scanThoughts(`${blank} It is.`, scan);
    expect(found.start).toBe(before === '' ? 0 : blank.length + 1);
    expect(scanThoughts(`${blank}<think>`, scan)).toMatchObject({ start: null, isInside: true });
  });
});
