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
const noHttp = {
  regex: '/http/',
  message: 'only http knows HTTP: throw a RefusedError, which http/api-problem.ts maps to a status.',
};
/** The folders of the hub that know nothing of HTTP. */
const BELOW_HTTP = [
  'agents',
  'async',
  'db',
  'delta-log',
  'errors',
  'fan-out',
  'limits',
  'mcp',
  'net',
  'providers',
  'runner',
  'search',
  'startup',
  'titles',
  'versions',
].map((folder) => `src/hub/${folder}/**`);
const noOther = { regex: '\\.\\./(hub|agents|app)/', message: 'cli is a client of the hub like any other.' };
const noDrivers = {
  regex: '/(open-pglite|open-postgres|database-log|openai-provider|practice-provider)\\.ts$',
  message: 'only hub.ts chooses drivers.',
};
const noServer = {
  regex: '\\.\\./\\.\\./(hub|agents|cli)/|^node:', // src/app/agents is the client's own
  message: 'app runs in a browser, on protocol and client.',
};
/** These throw if they are full or forbidden. */
const STORAGES = ['localStorage', 'sessionStorage', 'indexedDB', 'caches'].map((name) => ({
  name,
  message: 'openStorage() gives a storage that never throws.',
}));
/** The folders of the client, lowest first. A file imports from its own folder and from lower ones. */
const APP_LAYERS = [
  'styles',
  'browser',
  'clipboard',
  'ui',
  'api',
  'tabs',
  'runs',
  'preferences',
  'commands',
  'account',
  'threads',
  'frame',
  'agents',
  'markdown',
  'activity',
  'requests',
  'composer',
  'versions',
  'sending',
  'messages',
  'conversation',
  'settings',
  'palette',
  'page',
];

function appLayers() {
  return APP_LAYERS.map((folder, index) => {
    const higher = [...APP_LAYERS.slice(index + 1), 'main.tsx'];
    return forbid([`src/app/${folder}/**`], noServer, {
      regex: `\\.\\./(${higher.join('|')})(/|$)`,
      message: `src/app/${folder} is lower than this folder: see APP_LAYERS in oxlint.config.mjs.`,
    });
  });
}

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
    forbid(BELOW_HTTP, noClients, noDrivers, noHttp),
    forbid(['src/hub/hub.ts'], noClients),
    forbid(['src/cli/**'], noOther),
    forbid(['src/app/main.tsx'], { ...noServer, regex: '^\\.\\./(hub|agents|cli)/|^node:' }),
    ...appLayers(),
    { files: ['src/app/**'], rules: { 'no-restricted-globals': ['error', ...STORAGES] } },
    { files: ['src/app/browser/open-storage.ts'], rules: { 'no-restricted-globals': 'off' } },
  ],
});
