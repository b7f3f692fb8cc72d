import { quote, shorten, toPlainLine } from './excerpt.ts';

const MAX_READ = 2_000; // characters from each end: a long paste has its question before it or after it
const MAX_NAME_WORDS = 6;

const sentences = new Intl.Segmenter('en', { granularity: 'sentence' });

/** Greek asks with a semicolon. */
const QUESTION = /[?？؟]$|\p{Script=Greek}[;\u037e]$/u;

/** What comes before the matter itself. */
const LEAD_IN =
  /^(?:(?:so|and|but|well|then|now|please|hello|hi|hey|dear|socrates|plato|(?:could|can|would|will) you(?: please)?)\b[,!.]?\s*)+/i;

/** Ways in English to name what one asks about. */
const NAMES = [
  /^(?:what|who)(?:['’]s|\s+(?:exactly\s+)?(?:is|are|was|were))\s+(\S.*)$/i,
  /^(?:tell (?:me|us)(?: more| something)? about|teach me about|talk about)\s+(\S.*)$/i,
  /^(?:explain(?: to me)?|define|describe|discuss)\s+(\S.*)$/i,
  /^(?:what do you (?:think|know|say) (?:of|about)|what about|how about|let['’]s talk about)\s+(\S.*)$/i,
  /^(?:make|write|draft|give|draw up)(?: me| us)? an? (?:[\w-]+ )?\w+ (?:for|on|about)\s+(\S.*)$/i,
  /^plan\s+((?:the|an?|my|our)\s+\S.*)$/i,
];
const HOW = /^how (?:to|(?:do|can|could|should|would|might) (?:i|we|you|one))\s+(\S.*)$/i;
const WHETHER = /^(can|could|should|must|will|would|may) (.+?) (be .+)$/i;

/** A word that means another thing in another mouth. */
const POINTING =
  /\b(?:i|me|mine|myself|you|your|yours|yourself|it|its|this|that|these|those|he|she|they|we|us|there|here)\b/i;

/** What a person's words are about, ready to stand in a sentence and in markdown. */
export interface Topic {
  /** A name such as `virtue`, a clause such as `how to live`, or else the person's words in quotation marks, shortened. */
  text: string;
  /** Whether it is a name, which bears to be said again. */
  named: boolean;
}

/** Finds what words are about. English that names a thing is understood. Null where the words say nothing. */
export function findTopic(words: string): Topic | null {
  const said = readSentences(words);
  const questions = said.filter((sentence) => QUESTION.test(sentence)).toReversed();
  const inOrder = [...questions, ...said];
  for (const sentence of inOrder) {
    const name = findName(sentence);
    if (name) return name;
  }
  const telling = inOrder.find((sentence) => /[\p{L}\p{N}\p{Emoji_Presentation}]/u.test(sentence));
  return telling ? { text: quote(shorten(telling)), named: false } : null;
}

function readSentences(words: string): string[] {
  const read =
    words.length > 2 * MAX_READ ? `${words.slice(0, MAX_READ)}\n\n${words.slice(-MAX_READ)}` : words;
  const prose = read.replaceAll(/^(`{3,}(?!`)|~{3,}(?!~))[^\n]*\n[\s\S]*?(?:^\1[^\n]*$|$(?![\s\S]))/gm, '\n');
  // A message that is nothing but code is about that code.
  const text = prose.trim() === '' ? read.replaceAll(/^(?:```|~~~).*$/gm, '') : prose;
  return text
    .split(/\n+/)
    .flatMap((line) => [...sentences.segment(toPlainLine(line))].map(({ segment }) => segment.trim()))
    .filter((sentence) => sentence !== '');
}

function findName(sentence: string): Topic | null {
  const asked = sentence.replace(LEAD_IN, '').replace(/(?<![\s?!.,;:…])[\s?!.,;:…]+$/u, '');
  const name = NAMES.map((pattern) => pattern.exec(asked)?.[1]).find((found) => found !== undefined);
  const [, how] = HOW.exec(asked) ?? [];
  const [, can, something, beSo] = WHETHER.exec(asked) ?? [];
  const clause = how ? `how to ${how}` : can && `whether ${something} ${can.toLowerCase()} ${beSo}`;
  const found = name ?? clause;
  if (!found || POINTING.test(found) || found.split(' ').length > MAX_NAME_WORDS) return null;
  const theirs = found.replaceAll(/\b(?:my|our)\b/gi, 'your').replaceAll(/["“”]/g, '');
  return { text: shorten(theirs), named: name !== undefined };
}
