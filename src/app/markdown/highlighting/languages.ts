import type { LanguageRegistration } from 'shiki/core';

/** Loads a grammar and the grammars that it includes. */
export type LoadGrammar = () => Promise<{ default: LanguageRegistration[] }>;

/** The highlighted languages, each with its names in fences. */
const LANGUAGES: readonly (readonly [names: string, load: LoadGrammar])[] = [
  ['bash sh shell zsh shellscript', () => import('shiki/langs/bash.mjs')],
  ['c h', () => import('shiki/langs/c.mjs')],
  ['clojure clj', () => import('shiki/langs/clojure.mjs')],
  ['cpp c++ cc hpp', () => import('shiki/langs/cpp.mjs')],
  ['csharp cs c#', () => import('shiki/langs/csharp.mjs')],
  ['css', () => import('shiki/langs/css.mjs')],
  ['diff patch', () => import('shiki/langs/diff.mjs')],
  ['docker dockerfile', () => import('shiki/langs/docker.mjs')],
  ['elixir ex exs', () => import('shiki/langs/elixir.mjs')],
  ['go golang', () => import('shiki/langs/go.mjs')],
  ['graphql gql', () => import('shiki/langs/graphql.mjs')],
  ['haskell hs', () => import('shiki/langs/haskell.mjs')],
  ['html', () => import('shiki/langs/html.mjs')],
  ['ini properties', () => import('shiki/langs/ini.mjs')],
  ['java', () => import('shiki/langs/java.mjs')],
  ['javascript js mjs cjs', () => import('shiki/langs/javascript.mjs')],
  ['json json5 jsonc', () => import('shiki/langs/jsonc.mjs')],
  ['jsx', () => import('shiki/langs/jsx.mjs')],
  ['julia jl', () => import('shiki/langs/julia.mjs')],
  ['kotlin kt kts', () => import('shiki/langs/kotlin.mjs')],
  ['latex tex', () => import('shiki/langs/latex.mjs')],
  ['lua', () => import('shiki/langs/lua.mjs')],
  ['make makefile', () => import('shiki/langs/make.mjs')],
  ['markdown md', () => import('shiki/langs/markdown.mjs')],
  ['nix', () => import('shiki/langs/nix.mjs')],
  ['objective-c objc', () => import('shiki/langs/objective-c.mjs')],
  ['php', () => import('shiki/langs/php.mjs')],
  ['powershell ps1', () => import('shiki/langs/powershell.mjs')],
  ['python py', () => import('shiki/langs/python.mjs')],
  ['r', () => import('shiki/langs/r.mjs')],
  ['ruby rb', () => import('shiki/langs/ruby.mjs')],
  ['rust rs', () => import('shiki/langs/rust.mjs')],
  ['scala', () => import('shiki/langs/scala.mjs')],
  ['solidity sol', () => import('shiki/langs/solidity.mjs')],
  ['sql', () => import('shiki/langs/sql.mjs')],
  ['swift', () => import('shiki/langs/swift.mjs')],
  ['toml', () => import('shiki/langs/toml.mjs')],
  ['tsx', () => import('shiki/langs/tsx.mjs')],
  ['typescript ts mts cts', () => import('shiki/langs/typescript.mjs')],
  ['xml svg', () => import('shiki/langs/xml.mjs')],
  ['yaml yml', () => import('shiki/langs/yaml.mjs')],
  ['zig', () => import('shiki/langs/zig.mjs')],
];

const LOADERS = new Map(
  LANGUAGES.flatMap(([names, load]) => names.split(' ').map((name) => [name, load] as const)),
);

/**
 * Returns the function that loads a language's grammar, by any name of the language; undefined if the language is not
 * highlighted.
 */
export function grammarLoader(name: string): LoadGrammar | undefined {
  return LOADERS.get(name.toLowerCase());
}
