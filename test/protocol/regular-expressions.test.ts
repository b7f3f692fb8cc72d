import { readdirSync, readFileSync } from 'node:fs';
import { analyse } from 'scslre';
import { describe, expect, it } from 'vitest';
import { parseSync, Visitor } from 'vite';

/** The folders with code that reads texts of people, models and servers. */
const FOLDERS = ['protocol', 'client', 'cli', 'hub', 'agents', 'app'];
const SOURCE = new URL('../../src/', import.meta.url);

/** The regular expressions in these folders, by their location. */
function expressionsIn(folder: string): [place: string, pattern: string, flags: string][] {
  const files = readdirSync(new URL(`${folder}/`, SOURCE), { recursive: true })
    .map(String)
    .filter((file) => /\.tsx?$/.test(file));
  return files.flatMap((file) => {
    const path = `${folder}/${file}`;
    const code = readFileSync(new URL(path, SOURCE), 'utf8');
    const found: [string, string, string][] = [];
    new Visitor({
      Literal(node) {
        if (!('regex' in node)) return;
        const line = code.slice(0, node.start).split('\n').length;
        found.push([`${path}:${line}`, node.regex.pattern, node.regex.flags]);
      },
    }).visit(parseSync(path, code).program);
    return found;
  });
}

describe('a regular expression', () => {
  it('reads each character of a text a bounded number of times', () => {
    const expressions = FOLDERS.flatMap(expressionsIn);
    expect(expressions.length).toBeGreaterThan(150);
    const slow = expressions.filter(([, source, flags]) => analyse({ source, flags }).reports.length > 0);
    expect(slow).toEqual([]);
  });

  it.each([
    ['quotes', '^["](.*)["]$', true],
    ['a run before a sign', '[ \\t]+\\|', false],
    ['a run before the end', '[.。]+$', false],
    ['two runs of the same', '^\\s*a?\\s*b', false],
    ['a run in a run', '(?:a+)+b', false],
  ])('is judged: %s', (_, source, isLinear) => {
    expect(analyse({ source, flags: '' }).reports.length === 0).toBe(isLinear);
  });
});
