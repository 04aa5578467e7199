import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { svelte } from '@sveltejs/vite-plugin-svelte';
import { svelteTesting } from '@testing-library/svelte/vite';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

import { tokensToCss } from './tokens.mjs';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const TOKENS = here('../assets/design-tokens.json');

/** Serves `virtual:design-tokens.css`, made from assets/design-tokens.json. */
function designTokens(): Plugin {
  const id = '\0virtual:design-tokens.css';
  return {
    name: 'design-tokens',
    resolveId: (source) => (source === 'virtual:design-tokens.css' ? id : undefined),
    load(loaded) {
      if (loaded !== id) return undefined;
      this.addWatchFile(TOKENS);
      return tokensToCss(JSON.parse(readFileSync(TOKENS, 'utf8')));
    },
  };
}

export default defineConfig(({ mode }) => ({
  root: here('.'),
  plugins: [svelte(), svelteTesting(), designTokens()],
  clearScreen: false,
  server: { port: 5173, strictPort: true, host: '127.0.0.1', fs: { allow: [here('..')] } },
  build: {
    // `--mode fake` builds the design page on invented answers; it is never part of the program.
    outDir: here(mode === 'fake' ? '../node_modules/.design' : './dist'),
    emptyOutDir: true,
    rollupOptions: { input: here(mode === 'fake' ? './design.html' : './index.html') },
    target: 'safari16',
    // Nothing becomes a data: URL, so the content policy need not allow any.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
  },
  test: {
    environment: 'happy-dom',
    include: ['tests/**/*.test.ts'],
    css: false,
  },
}));
