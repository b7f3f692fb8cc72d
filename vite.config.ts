import type { AddressInfo } from 'node:net';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin, type RunnableDevEnvironment } from 'vite';
import { isPagePath } from './src/protocol/page-paths.ts';
import type * as devHub from './src/hub/dev.ts';

const HUB_PATHS = /^\/(v1|api\/v1|health|ready|metrics|docs)(\/|$|\?)/;

/**
 * In development the hub answers on Vite's own port. It opens when Vite listens and closes when Vite
 * does, so that a restart, which a change to the hub's code brings about, finds the data folder free.
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
          const { port } = server.httpServer!.address() as AddressInfo; // it listens: nobody asks before
          return module.openDevHub(port);
        }));
      server.httpServer?.once('listening', () => {
        open().catch((error: Error) => server.config.logger.error(error.message));
      });
      server.middlewares.use((request, response, next) => {
        if (HUB_PATHS.test(request.url ?? '')) open().then(({ handle }) => handle(request, response), next);
        else next();
      });
      // After Vite has looked for a file, and before it gives the page for want of one.
      return () =>
        server.middlewares.use((request, response, next) => {
          const [path = '/'] = (request.originalUrl ?? '/').split('?');
          if (isPagePath(path) || path === '/index.html') return next();
          response.writeHead(404, { 'content-type': 'text/plain' }).end('There is nothing at this address.');
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

/** What index.html preloads, and the italics, which come with what shows markdown. */
const SETTLED_FACE = /font-display: swap;(?=[^}]*-latin-wght-)/g;

/**
 * A font that is asked for early and still not there when text is first shown in it is left for the next visit, so
 * that nothing moves. Those of other scripts come when they are needed, and take the place of a stand-in.
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

/** Zod brings code that makes JSON schemas of its schemas. The client makes none, so in its build that code is left out. */
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
  plugins: [react(), tailwindcss(), settledFonts(), formulaFonts(), withoutJsonSchemas(), hub()],
  server: { host: '127.0.0.1', port: 3000 },
  builder: {},
  worker: { format: 'es' }, // each grammar stays in a chunk of its own
  environments: {
    client: {
      build: {
        outDir: 'dist/app',
        chunkSizeWarningLimit: 850,
        // What the first screen needs comes in one file, and not in a dozen: on a slow network each costs its time.
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
      resolve: { noExternal: true }, // one file is there sooner than a hundred
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
