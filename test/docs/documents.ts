import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import MarkdownIt from 'markdown-it';
import type Token from 'markdown-it/lib/token.mjs';

const ROOT = new URL('../../', import.meta.url);
const FOLDERS = ['docs', 'src', 'test'];
const markdown = new MarkdownIt({ html: true });

/** A markdown file of the repository. */
export interface Document {
  /** From the root of the repository, with forward slashes. */
  path: string;
  url: URL;
  text: string;
  tokens: Token[];
}

/** Reads one document. */
export async function readDocument(path: string): Promise<Document> {
  const url = new URL(path, ROOT);
  const text = await readFile(url, 'utf8');
  return { path, url, text, tokens: flat(markdown.parse(text, {})) };
}

/** All markdown files of the repository, without those of installed packages. */
export async function readDocuments(): Promise<Document[]> {
  const inRoot = await readdir(ROOT);
  const inFolders = await Promise.all(
    FOLDERS.map(async (folder) => {
      const names = await readdir(fileURLToPath(new URL(folder, ROOT)), { recursive: true });
      return names.map((name) => `${folder}/${name.replaceAll('\\', '/')}`);
    }),
  );
  const paths = [...inRoot, ...inFolders.flat()].filter(
    (path) => path.endsWith('.md') && !path.includes('node_modules/'),
  );
  return await Promise.all(paths.toSorted().map(readDocument));
}

/** The addresses of links and pictures, those in HTML included, as they are written. */
export function linksOf({ tokens }: Document): string[] {
  return tokens.flatMap((token) => {
    if (token.type === 'link_open') return [token.attrGet('href') ?? ''];
    if (token.type === 'image') return [token.attrGet('src') ?? ''];
    if (token.type !== 'html_block' && token.type !== 'html_inline') return [];
    return [...token.content.matchAll(/\b(?:href|src|srcset)="([^"]*)"/g)].map((match) => match[1]!);
  });
}

/** The headings, in order. */
export function headingsOf({ tokens }: Document): string[] {
  return tokens.flatMap(({ type }, index) => (type === 'heading_open' ? [textOf(tokens[index + 1]!)] : []));
}

/** The anchors that GitHub gives the headings. */
export function anchorsOf(document: Document): Set<string> {
  const counts = new Map<string, number>();
  return new Set(
    headingsOf(document).map((heading) => {
      const slug = heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(' ', '-');
      const count = counts.get(slug) ?? 0;
      counts.set(slug, count + 1);
      return count === 0 ? slug : `${slug}-${count}`;
    }),
  );
}

function textOf({ children }: Token): string {
  return (children ?? []).map(({ content }) => content).join('');
}

/** The tokens, and after each one those within it. */
function flat(tokens: Token[]): Token[] {
  return tokens.flatMap((token) => [token, ...flat(token.children ?? [])]);
}
