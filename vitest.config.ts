import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['**/*.test.ts', '**/*.test.tsx'],
    exclude: ['node_modules/**', 'dist/**', 'runs/**'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Two cores: whole servers and browsers run in some of these.
    maxWorkers: 2,
  },
});
