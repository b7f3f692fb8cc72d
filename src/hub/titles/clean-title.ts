import { threadTopic } from '../../protocol/thread-topic.ts';
import { visibleText } from '../../protocol/visible-text.ts';
import type { Completion } from '../providers/provider.ts';

const TITLE_FIELD = /^(title|topic|name|thread_title|conversation_title|chat_title)$/i;
/** What is longer is no title, in characters. */
const LONGEST_ANSWER = 120;
/** How much of an answer is read, in characters, besides JSON: its title comes first. Cleaning costs more the more there is. */
const MOST_READ = 2_000;
/** In a line that is longer, two sentences are no title either. */
const LONGEST_OF_TWO_SENTENCES = 60;
/** How many things a model puts around a title or before it, at most. */
const MOST_LAYERS = 20;
/** How answers end that say nothing, or not all. */
const BAD_ENDINGS = new Set(['length', 'content_filter', 'refusal']);

const FENCE = /^[ \t]*```.*$/gm;
/** What models begin with before they come to the title, piece by piece. */
const PREAMBLES = [
  /^(sure|certainly|of course|absolutely|okay|ok)\s*[,!.:]+\s*/i,
  /^here('|’|\s+i)s\b[^:]*:\s*/i,
  /^(the\s+)?((suggested|conversation|chat|thread)\s+)?title(\s+is)?\s*[:：]\s*/i,
];
const NO_TITLES = [
  /^(i['’]?m|i am) (very )?sorry\b|^sorry,|^i apologi[sz]e\b|^unfortunately\b|^as an ai\b/i,
  /^i (cannot|can['’]?t|can not|won['’]?t|am unable to|am not able to) (\w+ )?(help|assist|provide|create|generate|give|comply|answer|discuss|engage|fulfil|do)\b/i,
  /^\W*error\b\s*(\d|:|occurred|$)|^an error\b|^(internal server|bad gateway|service unavailable|too many requests)/i,
  /^(no|untitled|null|none|undefined|n\/a)( title)?$/i,
];

/** The title that a model gives; empty where its answer holds none that is good. */
export function titleIn({ text, finishReason, isRefusal }: Completion): string {
  return isRefusal || BAD_ENDINGS.has(finishReason ?? '') ? '' : cleanTitle(text);
}

/** The title in a model's answer, without what models put around one; empty where there is none. */
export function cleanTitle(answer: string): string {
  const text = visibleText(answer).replace(FENCE, '').trim();
  const said = (titleInJson(text) ?? text).slice(0, MOST_READ);
  const title =
    said
      .split(/[\n\r]+/)
      .map(cleanLine)
      .find((line) => line !== '') ?? '';
  return isTitle(title) ? threadTopic(title) : '';
}

function isTitle(line: string): boolean {
  const isTold = line.length > LONGEST_OF_TWO_SENTENCES && /[.!?]\s+\S/.test(line);
  return line.length <= LONGEST_ANSWER && !isTold && !NO_TITLES.some((pattern) => pattern.test(line));
}

function cleanLine(line: string): string {
  let clean = line.replace(/\p{Cc}/gu, ' ');
  for (let before = '', layers = 0; before !== clean; layers++) {
    if (layers === MOST_LAYERS) return '';
    before = clean;
    clean = clean
      .trim()
      .replace(/^(#{1,6}|[-+*>]|\d+[.)])\s+/, '')
      .replace(/\*\*|__|`/g, '')
      .replace(/^[*_](.*)[*_]$/, '$1')
      .replace(/^<(title|h\d)>(.*)<\/\1>$/i, '$2')
      .replace(/^\[([^\]]+)\]\([^)]*\)$/, '$1')
      .replace(/^["'“”„‘«»「『](.*)["'“”’«»」』]$/, '$1')
      .replace(/(?<![.。])[.。]+$/, '');
    for (const preamble of PREAMBLES) clean = clean.replace(preamble, '');
  }
  return clean;
}

/**
 * The title in an answer that is JSON, or holds some, such as `{"title": "…"}`. Empty where that JSON holds none; null
 * where the answer is no JSON.
 */
function titleInJson(text: string): string | null {
  const json = objectIn(text) ?? (/^\[\s*"|^"/.test(text) ? text : null);
  if (json === null) return text.startsWith('{') ? '' : null;
  try {
    return titleOf(JSON.parse(json)) ?? '';
  } catch {
    return text.startsWith('{') ? '' : null; // prose that has braces or quotation marks
  }
}

/** From the first brace to the last. */
function objectIn(text: string): string | null {
  const start = text.indexOf('{');
  const end = text.lastIndexOf('}') + 1;
  return start >= 0 && start < end ? text.slice(start, end) : null;
}

function titleOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return titleOf(value[0]);
  if (typeof value !== 'object' || value === null) return null;
  const field = Object.entries(value).find(([name]) => TITLE_FIELD.test(name));
  return field ? titleOf(field[1]) : null;
}
