import { annotated, codeLines, definitions, fence, heading, list, paragraph, table } from './blocks.ts';
import { createRandom } from './random.ts';
import { createWords, MARK, type WordSource } from './words.ts';

/** The kinds of documents: every markdown construct, many footnotes and link definitions, or one long fence. */
export type DocumentKind = 'plain' | 'footnotes' | 'fence';

/** The last word of each document, which appears only there. */
export const LAST_WORD = 'Explicit';

const CHARACTERS_PER_DELTA = 5;
const SEED = 4;
const FENCE_LINE = 24;

/** A document cut into deltas. */
export interface StreamedDocument {
  readonly deltas: readonly string[];
  /** For each delta the mark that it completes; undefined for most. */
  readonly marks: ReadonlyMap<number, number>;
}

/**
 * Returns the document of this kind and length, in deltas of five characters. It is the same in each call.
 * @param stream index of the document among those streamed at the same time; each has its own words and marks
 */
export function streamedDocument(kind: DocumentKind, kibibytes: number, stream = 0): StreamedDocument {
  const length = kibibytes * 1024;
  const words = createWords(createRandom(SEED + stream), 1 + stream * 1_000_000);
  const end = `\n\n${LAST_WORD}`;
  const text = fill(
    kind === 'fence' ? longFence(words, length) : sections(words, length, kind),
    length - end.length,
  );
  return cut(text + end);
}

/** Generates sections up to a length, in ASCII, so that a character is a byte. */
function sections(words: WordSource, length: number, kind: DocumentKind): string {
  let text = '# A known document';
  for (let part = 1; text.length < length; part++) {
    const opening = kind === 'footnotes' ? annotated(words, part) : paragraph(words);
    const blocks = [heading(words), opening, paragraph(words), list(words), paragraph(words)];
    if (part % 2 === 0) blocks.push(table(words), paragraph(words));
    if (part % 3 === 0) blocks.push(fence(words), paragraph(words));
    if (kind === 'footnotes') blocks.push(definitions(words, part));
    text += `\n\n${blocks.join('\n\n')}`;
  }
  return text;
}

/** Generates one fence that stays open until the end. */
function longFence(words: WordSource, length: number): string {
  return `# A known program\n\n\`\`\`\n${codeLines(words, Math.ceil(length / FENCE_LINE)).join('\n')}`;
}

/** Cuts a text to a length, and closes a fence that the cut leaves open. All other syntax ends with its line. */
function fill(text: string, length: number): string {
  const whole = text.slice(0, text.lastIndexOf('\n', length - 4));
  const closed = (whole.match(/^```/gm)?.length ?? 0) % 2 === 1 ? `${whole}\n\`\`\`` : whole;
  const missing = length - closed.length - 2;
  if (missing < 1) return closed.padEnd(length, '\n');
  return `${closed}\n\n${'so on '.repeat(missing).slice(0, missing).trim().padEnd(missing, '.')}`;
}

function cut(text: string): StreamedDocument {
  const deltas = Array.from({ length: Math.ceil(text.length / CHARACTERS_PER_DELTA) }, (_, at) =>
    text.slice(at * CHARACTERS_PER_DELTA, (at + 1) * CHARACTERS_PER_DELTA),
  );
  const marks = new Map<number, number>();
  for (const found of text.matchAll(MARK)) {
    const last = found.index + found[0].length - 1;
    marks.set(Math.floor(last / CHARACTERS_PER_DELTA), Number(found[1]));
  }
  return { deltas, marks };
}
