import { createHighlighterCore, createCssVariablesTheme, type GrammarState } from 'shiki/core';
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript';
import { grammarLoader, type LoadGrammar } from './languages.ts';

/** A part of a line of code. */
export interface CodeToken {
  readonly text: string;
  /** The kind of the token, for example `keyword`; null if it has no kind. */
  readonly kind: string | null;
}

/** Returns the tokens of the next line of a text. Call it with each line in order. */
export type HighlightLine = (line: string) => readonly CodeToken[];

const THEME = createCssVariablesTheme({ name: 'tokens', variablePrefix: '--token-' });
const KIND = /^var\(--token-(?:token-)?([\w-]+)\)$/;
/** Maximum length of a highlighted line, in characters. Longer lines take long to highlight, and nobody reads them. */
const LONGEST_LINE = 2_000;

const highlighter = createHighlighterCore({
  themes: [THEME],
  engine: createJavaScriptRegexEngine({ forgiving: true }),
});

/**
 * The grammars that are loading or loaded. They are kept, because Shiki needs as much time to load a grammar again as
 * it needs the first time.
 */
const loading = new Map<LoadGrammar, Promise<() => HighlightLine>>();

/**
 * Loads the grammar of a language, once. Returns a function that begins to highlight a text; null if the language is
 * unknown.
 * @throws TypeError if the grammar cannot be fetched; the next call tries again
 */
export async function loadGrammar(language: string): Promise<(() => HighlightLine) | null> {
  const load = grammarLoader(language);
  if (!load) return null;
  const grammar = loading.get(load) ?? startGrammar(language, load);
  loading.set(load, grammar);
  try {
    return await grammar;
  } catch (error) {
    loading.delete(load);
    throw error;
  }
}

async function startGrammar(language: string, load: LoadGrammar): Promise<() => HighlightLine> {
  const [core, { default: grammars }] = await Promise.all([highlighter, load()]);
  await core.loadLanguage(...grammars);
  const lang = grammars.at(-1)?.name ?? language;

  return () => {
    let grammarState: GrammarState | undefined;
    return (line) => {
      if (line.length > LONGEST_LINE) return [{ text: line, kind: null }];
      const lines = core.codeToTokensBase(line, {
        lang,
        theme: THEME.name ?? '',
        tokenizeTimeLimit: 0, // the first line takes long; a limit would highlight only a part of it
        ...(grammarState && { grammarState }),
      });
      grammarState = core.getLastGrammarState(lines);
      return (lines[0] ?? []).map(({ content, color }) => ({
        text: content,
        kind: KIND.exec(color ?? '')?.[1] ?? null,
      }));
    };
  };
}
