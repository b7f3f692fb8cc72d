import { describe, expect, it } from 'vitest';
import { fileName } from '../../../src/app/threads/save-file.ts';

describe('the name of a file', () => {
  it.each([
    ['What is virtue?', 'What is virtue.md'],
    ['a/b\\c:d*e"f<g>h|i', 'a b c d e f g h i.md'],
    ['../../etc/passwd', 'etc passwd.md'],
    ['two\nlines\u0000', 'two lines.md'],
    ['ends in dots...', 'ends in dots.md'],
    ['harmless\u202Egpj', 'harmless gpj.md'],
    ['Что есть добро', 'Что есть добро.md'],
    ['', 'Conversation.md'],
    ['???', 'Conversation.md'],
    ['con', 'con_.md'],
  ])('for the title %j is %s', (title, name) => {
    expect(fileName(title, 'md')).toBe(name);
  });

  it('is at most as long as systems allow, and splits no character', () => {
    const family = '👨‍👩‍👧‍👦';
    const name = fileName(family.repeat(40), 'json');
    expect(new TextEncoder().encode(name).length).toBeLessThanOrEqual(255);
    expect(name.replaceAll(family, '')).toBe('.json');
  });
});
