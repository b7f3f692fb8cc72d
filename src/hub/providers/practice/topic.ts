import { graphemes } from '../../../protocol/graphemes.ts';

const MAX_READ = 2_000; // characters from each end: a long paste has its question before it or after it
const MAX_NAME_WORDS = 6;
const MAX_CHARACTERS = 56;
const MAX_UNITS = 160; // a single character may have any number of code units, such as a letter with many accents

const sentences = new Intl.Segmenter('en', { granularity: 'sentence' });
const QUESTION = /[?？؟]$|\p{Script=Greek}[;\u037e]$/u; // a Greek question ends with a semicolon
const SAYS_SOMETHING = /[\p{L}\p{N}\p{Emoji_Presentation}]/u;
const NAME = /^(?:(?:what|who)(?:['’]s| is| are)|tell me about|explain|define|describe)\s+(\S.*)$/i;
/** Words whose meaning depends on the speaker, so that they cannot be repeated outside a quotation. */
const POINTING = /\b(?:i|me|my|mine|you|your|it|its|this|that|he|she|they|we|us|our|there|here)\b/i;

/** The topic of a message, safe to insert into a sentence and into markdown. */
export interface Topic {
  /** A name such as `virtue`, or the person's words in quotation marks, shortened. */
  text: string;
  /** Whether it is a name. */
  isName: boolean;
}

/**
 * Finds the topic of a message. Questions come first, and the last question before the others. Null if the message says
 * nothing.
 */
export function findTopic(message: string): Topic | null {
  const all = sentencesOf(message);
  const questionsFirst = [...all.filter((sentence) => QUESTION.test(sentence)).toReversed(), ...all];
  const name = questionsFirst.map(nameIn).find((found) => found !== null);
  if (name) return { text: shorten(name), isName: true };
  const sentence = questionsFirst.find((one) => SAYS_SOMETHING.test(one));
  return sentence === undefined ? null : { text: quote(shorten(sentence)), isName: false };
}

function sentencesOf(message: string): string[] {
  const isLong = message.length > 2 * MAX_READ;
  const read = isLong ? `${message.slice(0, MAX_READ)}\n\n${message.slice(-MAX_READ)}` : message;
  return read
    .split(/\n+/)
    .flatMap((line) => [...sentences.segment(toPlainLine(line))].map(({ segment }) => segment.trim()))
    .filter((sentence) => sentence !== '');
}

function nameIn(sentence: string): string | null {
  const name = NAME.exec(sentence.replace(/(?<![\s?!.,;:…])[\s?!.,;:…]+$/u, ''))?.[1];
  if (!name || POINTING.test(name) || name.split(' ').length > MAX_NAME_WORDS) return null;
  return name.replaceAll(/["“”]/g, '');
}

/**
 * Returns a person's text as one line, without characters that markdown would interpret, or that change the writing
 * direction.
 */
function toPlainLine(text: string): string {
  return text
    .replaceAll(/!?\[([^[\]]*)\]\([^()]*\)/g, '$1') // links and images: their text
    .replaceAll(/<\/?[a-z][^<>]*>/gi, ' ')
    .replaceAll(/\p{Surrogate}|[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu, '')
    .replaceAll(/[`*~|\\<>[\]{}$]|\p{Cc}/gu, ' ')
    .replaceAll(/(?<![\p{L}\p{N}])[_#]+|_+(?![\p{L}\p{N}])/gu, ' ') // keeps snake_case and C#
    .replaceAll(/\s+/gu, ' ')
    .replace(/^ ?(?:[-+=] |\d+[.)] )+/, '')
    .trim();
}

/** Returns the start of a line. It is cut between words if possible, and never inside a character. */
export function shorten(line: string): string {
  let kept = '';
  let count = 0;
  for (const character of graphemes(line)) {
    if (count === MAX_CHARACTERS || kept.length + character.length > MAX_UNITS) {
      const space = kept.lastIndexOf(' ');
      const words = space > kept.length / 2 ? kept.slice(0, space) : kept;
      return `${words.replace(/(?<![\s,;:.–—-])[\s,;:.–—-]+$/u, '')}…`;
    }
    kept += character;
    count++;
  }
  return line;
}

/** Returns a text in quotation marks. */
export function quote(text: string): string {
  return `“${text.replaceAll(/[“”"]/g, '’')}”`;
}
