import { createHighlighterCore, createCssVariablesTheme, type GrammarState } from 'shiki/core';
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript';
import { grammarLoader, type LoadGrammar } from './languages.ts';

/** A piece of a line of code. */
export interface CodeToken {
  readonly text: string;
  /** What it is, such as `keyword`; null if it is nothing in particular. */
  readonly kind: string | null;
}

/** Tells what the next line of a text consists of: call it with each, in their order. */
export type HighlightLine = (line: string) => readonly CodeToken[];

const THEME = createCssVariablesTheme({ name: 'tokens', variablePrefix: '--token-' });
const KIND = /^var\(--token-(?:token-)?([\w-]+)\)$/;
/** Lines longer than this are no code that anyone reads, and would keep the page busy. */
const LONGEST_LINE = 2_000;

const highlighter = createHighlighterCore({
  themes: [THEME],
  engine: createJavaScriptRegexEngine({ forgiving: true }),
});

/** The grammars that have been loaded: to load one again takes Shiki as long as the first time. */
const loading = new Map<LoadGrammar, Promise<() => HighlightLine>>();

/**
 * Loads the grammar of a language, once. Returns what begins a text; null if the language is not known.
 * @throws TypeError where it cannot be fetched; it is fetched again when it is asked for again
 */
export async function loadGrammar(language: string): Promise<(() => HighlightLine) | null> {
  const load = grammarLoader(language);
  if (!load) return null;
  const begun = loading.get(load) ?? beginGrammar(language, load);
  loading.set(load, begun);
  try {
    return await begun;
  } catch (error) {
    loading.delete(load);
    throw error;
  }
}

async function beginGrammar(language: string, load: LoadGrammar): Promise<() => HighlightLine> {
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
        tokenizeTimeLimit: 0, // the first line takes long, and would be coloured in part
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
