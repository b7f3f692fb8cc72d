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

describe('a document', () => {
  it.each(documents.map((document) => [document.path, document] as const))(
    '%s links to files and headings that exist',
    async (_path, document) => {
      const problems = await Promise.all(linksOf(document).map((link) => problemOf(link, document)));
      expect(problems.filter((problem) => problem !== null)).toEqual([]);
    },
  );

  it('in docs is linked from the README', async () => {
    const readme = await readDocument('README.md');
    const linked = linksOf(readme).map((link) => new URL(link, readme.url).href);
    const pages = documents.filter(({ path }) => /^docs\/[^/]+\.md$/.test(path));
    expect(pages.map(({ url }) => url.href).filter((href) => !linked.includes(href))).toEqual([]);
  });
});
