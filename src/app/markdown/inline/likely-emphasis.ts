/** Stands in a text for what is no text: code, a formula, a picture, the start of a link. */
export const OBJECT = '\u{FFFC}';

/** A cased letter, a digit or a closing bracket: marks after it are an operator, or part of a word. */
const OPERAND = /[\p{Lu}\p{Ll}\p{Lt}\p{N})\]}]$/u;
/** What may stand before the first word of a line. */
const BEFORE_WORDS = /^[\s>"'“‘«([]*$/;
/** What may stand between the marks and the first word. */
const QUOTES = /^[*_~"'“‘«‹「『【《〈（¿¡[]*/;
/** What starts with one of these is prose: a capital, a letter of a script without case, an emoji, code, a formula. */
const PROSE_START = new RegExp(`^(?:[\\p{Lu}\\p{Lt}\\p{Lo}\\p{Extended_Pictographic}]|${OBJECT})`, 'u');
/** An amount after a word, as in "costs **50 dollars": no power, since no operand stands before it. */
const WORD_BEFORE = /\p{L}{2}[,;:—–-]?\s$/u;
const WORD = /^[\p{L}\p{M}\p{N}_]+/u;
/** Names as code has them: `snake_case`, `camelCase`, `x1`. */
const NAME = /[\p{N}_]|\p{Ll}\p{Lu}/u;
/** Names that code puts after stars, in Python, C, Go and JavaScript. */
const STARRED = ['args', 'argv', 'char', 'int', 'kwargs', 'kwds', 'opts', 'params', 'props', 'ptr', 'void'];
const CODE_AFTER_WORD = /^(?:[=([{;<>+]|->|::|\.\w|\s+(?:[-+*/%&|^<>!=]?=|;))/;
/** A single letter is a word where one more word follows. */
const WORD_FOLLOWS = /^['’]?\s*\p{L}{2}/u;
const OPEN_CALL = /[\p{L}\p{N}_]\([^()\n]*$/u;
const TYPE_BEFORE =
  /(?:^|[\s(,])(?:const|int|char|void|float|double|long|short|unsigned|signed|bool|auto|struct \w+|\w+_t|FILE)\s$/;
const SENTENCE_END = /[.!?]\s+\p{Lu}/u;

/**
 * Whether marks without a closer are taken for emphasis while more text may come, so that it is shown as such from its
 * start. The marks can open emphasis by CommonMark's rules; this asks whether it is likely that they do. What looks like
 * an operator, a pointer or an argument stays as written until a closer comes. See decision 27.
 * @param before the text before the marks, at least its last hundred characters
 * @param after the text after them
 */
export function isLikelyEmphasis(before: string, marks: string, after: string): boolean {
  if (OPERAND.test(before) || marks.length > 3) return false;
  const text = after.replace(QUOTES, '');
  if (PROSE_START.test(text)) return true;
  if (marks.startsWith('_')) return false; // `_private`, `__init__`
  const startsLine = BEFORE_WORDS.test(before.slice(before.lastIndexOf('\n') + 1));
  if (/^[0-9]/.test(text)) return startsLine || WORD_BEFORE.test(before);
  const [word] = WORD.exec(text) ?? [];
  if (word === undefined) return false;
  const rest = text.slice(word.length);
  if (NAME.test(word) || CODE_AFTER_WORD.test(rest)) return false;
  if (word.length === 1 && !WORD_FOLLOWS.test(rest)) return false;
  if (STARRED.some((name) => name === word || (rest === '' && name.startsWith(word)))) return false;
  if (OPEN_CALL.test(before) || TYPE_BEFORE.test(before)) return false;
  return startsLine || !SENTENCE_END.test(text);
}
