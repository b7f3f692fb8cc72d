import { defineConfig } from 'oxlint';

/** Forbids, for some files, imports that match a pattern, and says what the rule is. */
function forbid(files, ...patterns) {
  return { files, rules: { 'no-restricted-imports': ['error', { patterns }] } };
}

const onlyZod = {
  group: ['*', '!zod', '!./**'],
  message: 'protocol runs anywhere: zod, and no other import.',
};
const onlyProtocol = {
  regex: '\\.\\./(hub|agents|cli|app)/|^node:',
  message: 'client runs anywhere, on protocol.',
};
const noHub = { regex: '\\.\\./(hub|cli|app|client)/', message: 'agents import protocol at most.' };
const noClients = { regex: '\\.\\./(cli|app|client)/', message: 'hub imports protocol and agents at most.' };
const noOther = { regex: '\\.\\./(hub|agents|app)/', message: 'cli is a client of the hub like any other.' };
const noDrivers = {
  regex: '/(open-pglite|open-postgres|memory-log|database-log|openai-provider|practice-provider)\\.ts$',
  message: 'only hub.ts chooses drivers.',
};
const noServer = {
  regex: '\\.\\./(hub|agents|cli)/|^node:',
  message: 'app runs in a browser, on protocol and client.',
};
/** These throw where they are full or forbidden. */
const STORAGES = ['localStorage', 'sessionStorage', 'indexedDB', 'caches'].map((name) => ({
  name,
  message: 'openStorage() gives a storage that never throws.',
}));
const above = (folders, message) => ({ regex: `\\.\\./(${folders})/`, message });

export default defineConfig({
  plugins: ['typescript', 'import', 'react', 'jsx-a11y', 'promise', 'unicorn', 'oxc'],
  categories: { correctness: 'error', suspicious: 'error' },
  rules: {
    'import/no-cycle': ['error', { ignoreTypes: false }],
    'import/no-unassigned-import': 'off',
    'max-lines': ['error', { max: 300 }],
    'no-console': 'error',
    'react/react-in-jsx-scope': 'off',
    'unicorn/consistent-function-scoping': 'off',
    'typescript/consistent-type-imports': 'error',
    'typescript/no-explicit-any': 'error',
  },
  ignorePatterns: ['dist'],
  overrides: [
    forbid(['src/protocol/**'], onlyZod),
    forbid(['src/client/**'], onlyProtocol),
    forbid(['src/agents/**'], noHub),
    forbid(['src/hub/**'], noClients, noDrivers),
    forbid(['src/hub/hub.ts'], noClients),
    forbid(['src/cli/**'], noOther),
    forbid(['src/app/**'], noServer),
    forbid(
      ['src/app/api/**'],
      noServer,
      above('stores|hooks|components|pages', 'hooks join api and stores.'),
    ),
    forbid(
      ['src/app/stores/**'],
      noServer,
      above('api|hooks|components|pages', 'hooks join api and stores.'),
    ),
    forbid(['src/app/hooks/**'], noServer, above('components|pages', 'components and pages stand on hooks.')),
    forbid(
      ['src/app/markdown/**'],
      noServer,
      above('api|stores|hooks|components|pages', 'what reads markdown knows nothing of who shows it.'),
    ),
    forbid(['src/app/components/**'], noServer, above('pages', 'pages stand on components.')),
    { files: ['src/app/**'], rules: { 'no-restricted-globals': ['error', ...STORAGES] } },
    { files: ['src/app/open-storage.ts'], rules: { 'no-restricted-globals': 'off' } },
  ],
});
