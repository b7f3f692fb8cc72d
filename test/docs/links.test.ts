import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { anchorsOf, linksOf, readDocument, readDocuments, type Document } from './documents.ts';

const documents = await readDocuments();

/** What is wrong with a link; null if nothing is. */
async function problemOf(link: string, from: Document): Promise<string | null> {
  const target = new URL(link, from.url);
  if (target.protocol !== 'file:') return null;
  const anchor = decodeURIComponent(target.hash.slice(1));
  target.hash = '';
  if (!existsSync(fileURLToPath(target))) return `${link}: no such file`;
  if (anchor === '' || !target.pathname.endsWith('.md')) return null;
  const root = new URL('../../', import.meta.url);
  const document = await readDocument(target.href.slice(root.href.length));
  return anchorsOf(document).has(anchor) ? null : `${link}: no such heading`;
}

/** Links whose text is the name of a file, such as [`runner.ts`](src/hub/runner/runner.ts). */
const NAMED_FILE = /\[`([\w.-]+\.\w+)`\]\(([^)#]+)\)/g;

/** A path from the root of the repository. The results of benchmarks are not part of it. */
const FILE = /\b(?:src|test)\/(?!\S*\/results\/)[\w./-]+\.\w+/g;
const exists = (path: string): boolean =>
  existsSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)));

describe('a document', () => {
  it.each(documents.map((document) => [document.path, document] as const))(
    '%s links to files and headings that exist',
    async (_path, document) => {
      const problems = await Promise.all(linksOf(document).map((link) => problemOf(link, document)));
      expect(problems.filter((problem) => problem !== null)).toEqual([]);
    },
  );

  it.each(documents.map(({ path, text }) => [path, text] as const))(
    '%s links the name of a file to that file',
    (_path, text) => {
      const named = [...text.matchAll(NAMED_FILE)].map(([, name, link]) => [name, link!.split('/').at(-1)]);
      expect(named.filter(([name, linked]) => name !== linked)).toEqual([]);
    },
  );

  it('in docs is linked from the README', async () => {
    const readme = await readDocument('README.md');
    const linked = linksOf(readme).map((link) => new URL(link, readme.url).href);
    const pages = documents.filter(({ path }) => /^docs\/[^/]+\.md$/.test(path));
    expect(pages.map(({ url }) => url.href).filter((href) => !linked.includes(href))).toEqual([]);
  });

  it.each(documents.map(({ path, text }) => [path, text] as const))(
    '%s names files that exist',
    (_path, text) => {
      expect((text.match(FILE) ?? []).filter((file) => !exists(file))).toEqual([]);
    },
  );
});

it('draws each way in ARCHITECTURE.md with one line per file, and names the file there only', async () => {
  const { text } = await readDocument('ARCHITECTURE.md');
  const drawn = text.split('\n').flatMap((line) => /^ +↓ +(\S+)/.exec(line)?.[1] ?? []);
  expect(drawn.length).toBeGreaterThan(0);
  expect(drawn.filter((file) => text.split(file).length !== 2)).toEqual([]);
});
