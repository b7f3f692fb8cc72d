import type { WordSource } from './words.ts';

/** Blocks of markdown, each without the line breaks after it. */
export function heading(words: WordSource): string {
  return `${'#'.repeat(words.number(2, 3))} ${words.words(2, 5).join(' ')}`;
}

/** Prose with emphasis, code and links. */
export function paragraph(words: WordSource): string {
  return Array.from({ length: words.number(2, 4) }, () => sentence(words)).join(' ');
}

/** Prose with references to footnotes and to link definitions. */
export function annotated(words: WordSource, part: number): string {
  return `${sentence(words)}[^${part}] ${sentence(words)} [${words.word()}][link-${part}] ${sentence(words)}`;
}

/** The definitions that `annotated` refers to. */
export function definitions(words: WordSource, part: number): string {
  return `[link-${part}]: https://example.com/defined/${part}\n\n[^${part}]: ${sentence(words)}`;
}

/** A list with some nested items. */
export function list(words: WordSource): string {
  const ordered = words.number(0, 1) === 1;
  const items = Array.from({ length: words.number(3, 6) }, (_, at) => {
    const item = `${ordered ? `${at + 1}.` : '-'} ${words.words(5, 14).join(' ')}`;
    if (words.number(0, 2) > 0) return item;
    const indent = ordered ? '   ' : '  ';
    return `${item}\n${indent}- ${words.words(4, 9).join(' ')}\n${indent}- ${words.words(4, 9).join(' ')}`;
  });
  return items.join('\n');
}

export function table(words: WordSource): string {
  const row = () =>
    `| ${words.words(1, 3).join(' ')} | ${words.words(2, 4).join(' ')} | ${words.number(1, 999)} |`;
  const rows = Array.from({ length: words.number(3, 6) }, row);
  return [`| name | meaning | count |`, `| --- | --- | ---: |`, ...rows].join('\n');
}

/** A fence without a language, so that no page highlights it. */
export function fence(words: WordSource): string {
  return `\`\`\`\n${codeLines(words, words.number(6, 12)).join('\n')}\n\`\`\``;
}

/** Lines of a program. */
export function codeLines(words: WordSource, count: number): string[] {
  return Array.from({ length: count }, () => {
    const [name, from, into] = [words.word(), words.word(), words.word()];
    return `${'  '.repeat(words.number(0, 3))}const ${name} = ${from}(${into}, ${words.number(0, 99)});`;
  });
}

function sentence(words: WordSource): string {
  const said = words.words(9, 20);
  const at = words.number(0, said.length - 2);
  said[at] = decorate(said[at] ?? '', words.number(0, 5), words);
  const text = said.join(' ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function decorate(word: string, kind: number, words: WordSource): string {
  if (kind === 0) return `**${word}**`;
  if (kind === 1) return `*${word}*`;
  if (kind === 2) return `\`${word}\``;
  if (kind === 3) return `[${word}](https://example.com/${words.number(1, 9_999)})`;
  return word;
}
