import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { readDocument } from './documents.ts';

it('explains each variable of .env.example, and no other', async () => {
  const { text } = await readDocument('docs/variables.md');
  const firstColumn = text.matchAll(/^\| (`[A-Z].*?) +\|/gm);
  const explained = [...firstColumn].flatMap(([, cell]) =>
    [...cell!.matchAll(/`([A-Z_]+)…?`/g)].map(([, name]) => name),
  );
  const example = await readFile(new URL('../../.env.example', import.meta.url), 'utf8');
  const named = [...example.matchAll(/^# ([A-Z_]+)=/gm)].map(([, name]) =>
    name!.replace(/^(AGENT_ENV_).+/, '$1'),
  );
  expect(named.toSorted()).toEqual(explained.toSorted());
});
