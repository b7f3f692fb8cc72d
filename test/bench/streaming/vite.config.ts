import { fileURLToPath } from 'node:url';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const pages = ['floor', 'raw', 'react-markdown', 'streamdown', 'use-chat', 'assistant-ui'];
const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/** Builds the peers' pages, and the probe that is injected into every page. */
export default defineConfig({
  root: path('pages'),
  base: '/bench/',
  plugins: [react(), tailwindcss()],
  build: {
    outDir: path('dist'),
    emptyOutDir: true,
    chunkSizeWarningLimit: 2_000,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: [...pages.map((page) => path(`pages/${page}.html`)), path('pages/probe.ts')],
      output: { entryFileNames: '[name].js' },
    },
  },
});
