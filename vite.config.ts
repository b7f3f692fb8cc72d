import type { AddressInfo } from 'node:net';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin, type RunnableDevEnvironment } from 'vite';
import { isPagePath } from './src/protocol/page-paths.ts';
import type * as devHub from './src/hub/dev.ts';

const HUB_PATHS = /^\/(v1|api\/v1|health|ready|metrics|docs)(\/|$|\?)/;

/**
 * In development the hub answers on Vite's port. It opens when Vite listens, and closes when Vite closes, so that the
 * data folder is unlocked when a change of the hub's code restarts Vite.
 */
function hub(): Plugin {
  let open: () => ReturnType<typeof devHub.openDevHub>;
  let opened: ReturnType<typeof devHub.openDevHub> | undefined;
  return {
    name: 'symposium:hub',
    apply: 'serve',
    configureServer(server) {
      const { runner } = server.environments.hub as RunnableDevEnvironment;
      open = () =>
        (opened ??= runner.import<typeof devHub>('/src/hub/dev.ts').then((module) => {
          const { port } = server.httpServer!.address() as AddressInfo; // not null: the server listens before it gets a request
          return module.openDevHub(port);
        }));
      server.httpServer?.once('listening', () => {
        open().catch((error: Error) => server.config.logger.error(error.message));
      });
      server.middlewares.use((request, response, next) => {
        if (HUB_PATHS.test(request.url ?? '')) open().then(({ handle }) => handle(request, response), next);
        else next();
      });
      // Runs after Vite has looked for a file, and before it falls back to the page.
      return () =>
        server.middlewares.use((request, response, next) => {
          const [path = '/'] = (request.originalUrl ?? '/').split('?');
          if (isPagePath(path) || path === '/index.html') return next();
          response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found.');
        });
    },
    hotUpdate({ server, modules }) {
      if (this.environment.name === 'hub' && modules.length > 0) void server.restart();
    },
    async closeBundle() {
      const closing = opened;
      opened = undefined;
      if (closing)
        await closing.then(
          (running) => running.close(),
          () => undefined,
        ); // it may never have opened
    },
  };
}

/** The fonts that index.html preloads, and their italics, which load with the markdown code. */
const SETTLED_FACE = /font-display: swap;(?=[^}]*-latin-wght-)/g;

/**
 * Keeps text from moving: a font that is requested early, but has not loaded when text is first shown, is used from the
 * next visit on. Fonts for other scripts load when they are needed, and replace a fallback.
 */
function settledFonts(): Plugin {
  return {
    name: 'symposium:settled-fonts',
    enforce: 'pre',
    transform: {
      filter: { id: /@fontsource-variable\/.+\.css$/ },
      handler: (css) => css.replace(SETTLED_FACE, 'font-display: optional;'),
    },
  };
}

const OLD_FONT = /,\s*url\([^)]+\.(?:woff|ttf)\) format\("[a-z]+"\)/g;

/** KaTeX ships each font in three formats. All supported browsers use the first, so the others are not built. */
function formulaFonts(): Plugin {
  return {
    name: 'symposium:formula-fonts',
    enforce: 'pre',
    transform: { filter: { id: /\/katex\/dist\/.+\.css$/ }, handler: (css) => css.replace(OLD_FONT, '') },
  };
}

const EXPORT = /^export (?:const|function) (\w+)/gm;

/** Leaves Zod's code for JSON schemas out of the client, which makes none. */
function withoutJsonSchemas(): Plugin {
  return {
    name: 'symposium:without-json-schemas',
    enforce: 'pre',
    apply: 'build',
    applyToEnvironment: ({ name }) => name === 'client',
    transform: {
      filter: { id: /\/zod\/v4\/core\/(?:json-schema-processors|to-json-schema)\.js$/ },
      handler(code) {
        const names = [...code.matchAll(EXPORT)].map(([, name]) => `leftOut as ${name}`);
        return `function leftOut() { throw new Error('This build makes no JSON schemas.'); }
          export { ${names.join(', ')} };`;
      },
    },
  };
}

/** Leaves Zod's error messages out of the client, which shows none of them to people. */
function withoutZodMessages(): Plugin {
  return {
    name: 'symposium:without-zod-messages',
    enforce: 'pre',
    apply: 'build',
    applyToEnvironment: ({ name }) => name === 'client',
    transform: {
      filter: { id: /\/zod\/v4\/locales\/en\.js$/ },
      handler: () => 'export default () => ({});', // each message is then "Invalid input"
    },
  };
}

/**
 * Packages that are not part of the built hub, which is one file because that loads in half the time: they have files of
 * their own or load optional packages.
 */
const LOADED_AS_THEY_ARE = [
  '@electric-sql/pglite',
  'fs-native-extensions',
  'jiti',
  'pg',
  'pino',
  'pino-pretty',
];

export default defineConfig(({ command }) => ({
  plugins: [
    react(),
    tailwindcss(),
    settledFonts(),
    formulaFonts(),
    withoutJsonSchemas(),
    withoutZodMessages(),
    hub(),
  ],
  server: { host: '127.0.0.1', port: 3000 },
  builder: {},
  worker: { format: 'es' }, // keeps each grammar in its own chunk
  environments: {
    client: {
      build: {
        outDir: 'dist/app',
        chunkSizeWarningLimit: 850,
        // The first screen loads one file instead of a dozen: on a slow network each request takes time.
        rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'first', tags: ['$initial'] }] } } },
      },
    },
    hub: {
      consumer: 'server',
      resolve: command === 'build' ? { noExternal: true, external: LOADED_AS_THEY_ARE } : {},
      build: {
        outDir: 'dist/hub',
        emptyOutDir: true,
        copyPublicDir: false,
        sourcemap: true,
        minify: false,
        target: 'node20.19',
        rolldownOptions: {
          input: { server: 'src/hub/start.ts', 'agent-process': 'src/agents/process/main.ts' },
          output: { entryFileNames: '[name].js', chunkFileNames: 'hub-[name].js' },
        },
      },
    },
    cli: {
      consumer: 'server',
      resolve: { noExternal: true }, // one file loads faster than a hundred
      build: {
        outDir: 'dist/cli',
        emptyOutDir: true,
        copyPublicDir: false,
        sourcemap: true,
        minify: false,
        target: 'node20.19',
        rolldownOptions: {
          input: 'src/cli/main.ts',
          output: { entryFileNames: '[name].js', chunkFileNames: '[name].js' },
        },
      },
    },
  },
}));
