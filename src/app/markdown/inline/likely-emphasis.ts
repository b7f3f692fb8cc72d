/** Placeholder for code, formulas, pictures and the start of links in a text. */
export const OBJECT = '\u{FFFC}';

/** Matches a cased letter, a digit or a closing bracket. Marks after it are an operator or part of a word. */
const OPERAND = /[\p{Lu}\p{Ll}\p{Lt}\p{N})\]}]$/u;
/** Characters that may precede the first word of a line. */
const BEFORE_WORDS = /^[\s>"'“‘«([]*$/;
/** Characters that may be between the marks and the first word. */
const QUOTES = /^[*_~"'“‘«‹「『【《〈（¿¡[]*/;
/** The start of prose: a capital, a letter of a script without case, an emoji, code or a formula. */
const PROSE_START = new RegExp(`^(?:[\\p{Lu}\\p{Lt}\\p{Lo}\\p{Extended_Pictographic}]|${OBJECT})`, 'u');
/** A word before an amount, as in "costs **50 dollars". The marks are not a power, because no operand precedes them. */
const WORD_BEFORE = /\p{L}{2}[,;:—–-]?\s$/u;
const WORD = /^[\p{L}\p{M}\p{N}_]+/u;
/** Names in code: `snake_case`, `camelCase`, `x1`. */
const NAME = /[\p{N}_]|\p{Ll}\p{Lu}/u;
/** Names that follow `*` or `**` in code: in Python, C, Go and JavaScript. */
const STARRED = ['args', 'argv', 'char', 'int', 'kwargs', 'kwds', 'opts', 'params', 'props', 'ptr', 'void'];
const CODE_AFTER_WORD = /^(?:[=([{;<>+]|->|::|\.\w|\s+(?:[-+*/%&|^<>!=]?=|;))/;
/** A single letter is a word if another word follows. */
const WORD_FOLLOWS = /^['’]?\s*\p{L}{2}/u;
const OPEN_CALL = /[\p{L}\p{N}_]\([^()\n]*$/u;
const TYPE_BEFORE =
  /(?:^|[\s(,])(?:const|int|char|void|float|double|long|short|unsigned|signed|bool|auto|struct \w+|\w+_t|FILE)\s$/;
const SENTENCE_END = /[.!?]\s+\p{Lu}/u;

/**
 * Whether unclosed marks are probably emphasis. If so, streaming text is emphasised before the closer arrives. By
 * CommonMark's rules, the marks can open emphasis; this function estimates whether they will. Marks that look like an
 * operator, a pointer or an argument stay as written until their closer arrives. See decision 27.
 * @param before the text before the marks, at least its last hundred characters
 * @param after the text after the marks
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
