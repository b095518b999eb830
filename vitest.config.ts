import { defineConfig } from 'vitest/config';
import { withLateZod } from './scripts/bundle-plugins.ts';

export default defineConfig({
  // Unit tests see schemas as the built program has them; the sources alone run in the end-to-end tests.
  plugins: [{ name: 'late-zod', enforce: 'pre', transform: (text, id) => ({ code: withLateZod(id, text), map: null }) }],
  test: {
    include: ['src/**/*.test.ts', 'tests/**/*.test.ts'],
    globalSetup: ['scripts/kernels.ts'],
    globals: false,
    testTimeout: 120_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    passWithNoTests: false,
  },
});
