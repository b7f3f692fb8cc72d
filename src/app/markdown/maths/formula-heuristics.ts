/** Signs of TeX: a command of two or more letters, an exponent, an index, a line break. */
const TEX = /\\[A-Za-z]{2}|[^\s^(]\^|[^\s_]_\{|(?<![\p{L}\d])\p{L}_[\p{L}\d\\]|[)\]}|]_[\p{L}\d\\]|\\\\/u;
const RELATION = /[=<>≤≥≠≈∈→&]/;
/** Classes and quantifiers of regular expressions, which use the same backslashes as TeX. */
const REGEX = /\\[dwsbnDWSB](?![A-Za-z])|\.[*+?]|[*+]\?|\(\?|\[\^|a-z|A-Z|0-9|^\^/;
/** A command with its first argument, or a group. Words in it are not prose. */
const ARGUMENT = /\\[A-Za-z]+\*?(?:\s*\{[^{}]*\})?|\{[^{}]*\}/g;
const ARGUMENT_TAKEN = '\u{1}';
const ADJACENT_WORDS = /(?<![\p{L}\d_])\p{L}{2,}[\s,;.:]+\p{L}{2,}/u;
const SENTENCE = /(?:(?<![\p{L}\d_])\p{L}{2,}[\s,;.:'’]+(?:\p{L}[\s,;.:'’]+)?){3}\p{L}{2,}/u;
const CJK = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]{2}/u;
const CJK_SENTENCE = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}，、：；]{10}|[。！？]/u;
const LONG_WORD = /\p{Ll}{3}|\p{L}{5}/u;
/** Short words between two delimiters that a sentence only mentions: "\( or \)". */
const SMALL_WORD = /^\s*(?:[aio]n|[io][frs]|to|is|it|at|as|by|et|ou|un|и)\s*$/i;
const IDENTIFIER = /^\p{L}[\p{L}\d]+(?:[_-]\p{L}[\p{L}\d]+)+$/u;
const WORD_AFTER_AMOUNT = /^\d[\s\S]*?[\s/(–-]\p{L}{2}/u;
const HAS_CONTENT = /[\p{L}\p{N}+\-=<>*\\∞∅∈∀∃→]/u;

/** Whether the text contains a command, an index or an exponent. */
export function hasTex(text: string): boolean {
  return TEX.test(text) && !IDENTIFIER.test(text.trim());
}

/**
 * Whether the text reads like a sentence.
 * @param complete whether the text is complete. If so, two adjacent words are enough, unless the text contains TeX or a
 * relation.
 */
export function isProse(text: string, complete = true): boolean {
  const plain = text.replace(ARGUMENT, ARGUMENT_TAKEN);
  if (SENTENCE.test(plain) || CJK_SENTENCE.test(plain)) return true;
  if (!complete || TEX.test(text) || RELATION.test(text)) return false;
  return ADJACENT_WORDS.test(plain) || CJK.test(plain);
}

/** Whether the text between two `$` is a formula, and not amounts or variables. */
export function isDollarFormula(text: string): boolean {
  if (!HAS_CONTENT.test(text) || /["`]|[/:]$|^-\p{Ll}{3}/u.test(text) || isProse(text)) return false;
  return hasTex(text) || !(WORD_AFTER_AMOUNT.test(text) || (/^\d/.test(text) && !isBalanced(text)));
}

/** Whether the text between two `$$` is a formula. */
export function isDisplayFormula(text: string): boolean {
  if (!HAS_CONTENT.test(text) || text.includes('`') || isProse(text)) return false;
  return hasTex(text) || RELATION.test(text) || !/^\s[\s\S]*\p{L}{2}/u.test(text);
}

/** Whether the text in `\(…\)` is a formula, and not words or a regular expression in parentheses. */
export function isParenthesesFormula(text: string): boolean {
  if (!HAS_CONTENT.test(text) || REGEX.test(text.trim()) || isProse(text)) return false;
  return hasTex(text) || !(LONG_WORD.test(text) || SMALL_WORD.test(text)) || /\s[=<>]\s/.test(text);
}

/**
 * Whether the text in `\[…\]` is a formula. Brackets are often escaped around citations and options, so the text must
 * contain TeX, or have spaces inside both brackets.
 */
export function isBracketsFormula(text: string): boolean {
  return isParenthesesFormula(text) && (hasTex(text) || /^\s[\s\S]*\s$/.test(text));
}

/**
 * Whether the text has as many closing brackets as opening brackets. Their kinds may differ, as in a half-open
 * interval.
 */
function isBalanced(text: string): boolean {
  return text.replace(/[^([{]/g, '').length === text.replace(/[^)\]}]/g, '').length;
}
