import { titleFromMessage } from '../../protocol/title-from-message.ts';
import { visibleText } from '../../protocol/visible-text.ts';
import type { Completion } from '../providers/provider.ts';

const TITLE_FIELD = /^(title|topic|name|thread_title|conversation_title|chat_title)$/i;
/** Maximum length of a title, in characters. */
const MAX_TITLE = 120;
/**
 * Maximum number of characters of an answer that are searched for a title. The title comes first, and cleaning long
 * texts is slow.
 */
const MAX_READ = 2_000;
/** Maximum length of a title that has two sentences, in characters. */
const MAX_TWO_SENTENCES = 60;
/** Maximum number of quotes, marks and preambles around a title. */
const MAX_LAYERS = 20;
/** Finish reasons of answers that are empty or incomplete. */
const BAD_ENDINGS = new Set(['length', 'content_filter', 'refusal']);

const FENCE = /^[ \t]*```.*$/gm;
/** Phrases that models write before a title. */
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

/** Returns the title in a completion; empty if there is no good one. */
export function titleIn({ text, finishReason, isRefusal }: Completion): string {
  return isRefusal || BAD_ENDINGS.has(finishReason ?? '') ? '' : cleanTitle(text);
}

/** Returns the title in a model's answer, without the marks and phrases around it; empty if there is none. */
export function cleanTitle(answer: string): string {
  const text = visibleText(answer).replace(FENCE, '').trim();
  const answerText = (titleInJson(text) ?? text).slice(0, MAX_READ);
  const title =
    answerText
      .split(/[\n\r]+/)
      .map(cleanLine)
      .find((line) => line !== '') ?? '';
  return isTitle(title) ? titleFromMessage(title) : '';
}

function isTitle(line: string): boolean {
  const isProse = line.length > MAX_TWO_SENTENCES && /[.!?]\s+\S/.test(line);
  return line.length <= MAX_TITLE && !isProse && !NO_TITLES.some((pattern) => pattern.test(line));
}

function cleanLine(line: string): string {
  let clean = line.replace(/\p{Cc}/gu, ' ');
  for (let before = '', layers = 0; before !== clean; layers++) {
    if (layers === MAX_LAYERS) return '';
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
 * Returns the title in an answer that is or contains JSON, such as `{"title": "…"}`; empty if that JSON has none,
 * and null if the answer has no JSON.
 */
function titleInJson(text: string): string | null {
  const json = objectIn(text) ?? (/^\[\s*"|^"/.test(text) ? text : null);
  if (json === null) return text.startsWith('{') ? '' : null;
  try {
    return titleOf(JSON.parse(json)) ?? '';
  } catch {
    // Broken JSON has no title; other text was prose that contains braces or quotation marks.
    return text.startsWith('{') ? '' : null;
  }
}

/** Returns the text from the first brace to the last. */
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
