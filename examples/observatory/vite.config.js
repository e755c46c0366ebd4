/** Bundles the page. The server serves it from dist/public. */

import { defineConfig } from 'vite';

export default defineConfig({
  root: 'src/page',
  base: './',
  build: { outDir: '../../dist/public', emptyOutDir: true, target: 'es2022' },
});
