import { describe, expect, it } from 'vitest';
import { headingsOf, linksOf, readDocuments } from './documents.ts';

const documents = await readDocuments();
const decisions = documents.filter(({ path }) => /^docs\/decisions\/\d{4}-/.test(path));
const FORM =
  /^# (\d+)\. .+\n\n- \*\*Date:\*\* \d{4}-\d\d-\d\d\n- \*\*Status:\*\* (Accepted|Superseded)\b[^]+\n\n## Context\n[^]+\n## Decision\n[^]+\n## Consequences\n[^]+$/;

describe('a decision', () => {
  it.each(decisions.map((decision) => [decision.path, decision] as const))(
    '%s has a number, a date, a status, a context, a decision and its consequences',
    (path, { text }) => {
      const [, number] = FORM.exec(text) ?? [];
      expect(number).toBe(String(Number(/\d{4}/.exec(path)![0])));
    },
  );

  it('is in the list, under its title', () => {
    const list = documents.find(({ path }) => path === 'docs/decisions/README.md')!;
    const listed = list.text.matchAll(/^(\d+)\. \[(.+)\]\((.+)\)$/gm);
    expect([...listed].map(([, number, title, link]) => [`${number}. ${title}`, link])).toEqual(
      decisions.map((decision) => [headingsOf(decision)[0], decision.path.split('/').at(-1)]),
    );
    expect(linksOf(list)).toHaveLength(decisions.length);
  });
});
