import { readdir, readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { linksOf, readDocument } from './documents.ts';

const ROOT = new URL('../../', import.meta.url);

/** Reads the folders of the page from the linter's configuration, lowest first. */
async function readLayers(): Promise<string[]> {
  const configuration = await readFile(new URL('oxlint.config.mjs', ROOT), 'utf8');
  const list = /^const APP_LAYERS = \[([^\]]+)\]/m.exec(configuration)?.[1] ?? '';
  return [...list.matchAll(/'([\w-]+)'/g)].map(([, folder]) => folder!);
}

it('every folder of the page has a place in the order of imports', async () => {
  const entries = await readdir(new URL('src/app', ROOT), { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  expect((await readLayers()).toSorted()).toEqual(folders.toSorted());
});

it('ARCHITECTURE.md lists the folders of the page in that order, highest first', async () => {
  const links = linksOf(await readDocument('ARCHITECTURE.md'));
  const listed = links.flatMap((link) => /^src\/app\/([\w-]+)$/.exec(link)?.[1] ?? []);
  expect(listed).toEqual((await readLayers()).toReversed());
});
