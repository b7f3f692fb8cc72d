import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin, type RunnableDevEnvironment } from 'vite';
import type * as devHub from './src/hub/dev.ts';

const HUB_PATHS = /^\/(v1|api\/v1|health)(\/|$|\?)/;

/** In development the hub answers on Vite's own port; it is loaded, and reloaded, as Vite loads a module. */
function hub(): Plugin {
  return {
    name: 'symposium:hub',
    apply: 'serve',
    async configureServer(server) {
      const environment = server.environments.hub as RunnableDevEnvironment;
      const { openDevHub } = await environment.runner.import<typeof devHub>('/src/hub/dev.ts');
      const running = await openDevHub();
      server.httpServer?.once('close', () => void running.close());
      server.middlewares.use((request, response, next) => {
        if (HUB_PATHS.test(request.url ?? '')) void running.handle(request, response);
        else next();
      });
    },
  };
}

export default defineConfig({
  plugins: [react(), tailwindcss(), hub()],
  server: { host: '127.0.0.1', port: 3000 },
  builder: {},
  environments: {
    client: { build: { outDir: 'dist/app', chunkSizeWarningLimit: 700 } },
    hub: {
      consumer: 'server',
      build: {
        outDir: 'dist/hub',
        emptyOutDir: true,
        copyPublicDir: false,
        sourcemap: true,
        minify: false,
        target: 'node20.19',
        rolldownOptions: { input: 'src/hub/server.ts', output: { entryFileNames: '[name].js' } },
      },
    },
  },
});
