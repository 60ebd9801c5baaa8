import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import LongestFirst from './tests/support/longest-first.ts';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    globalSetup: ['tests/support/built.ts'],
    setupFiles: ['tests/support/seeded.ts'],
    pool: 'forks',
    // Tests that start processes wait for them a part of the time, so that two processors have room for three; in CI, where
    // every count is run in full, members would wait too long for answers.
    maxWorkers: process.env['CI'] === undefined ? 3 : 2,
    // Modules hold no state of their own, so test files share what is loaded: half the time.
    isolate: false,
    // Node runs TypeScript itself here, as it runs Nexus: there is no second loader, and a single file starts sooner.
    experimental: { viteModuleRunner: false },
    // Each test makes and throws away a bot and a Discord: a young generation that holds them is collected less often.
    execArgv: ['--max-semi-space-size=64'],
    sequence: { sequencer: LongestFirst },
    // The many processes that tests start and kill read their compiled modules from here: half of each start.
    env: { NODE_COMPILE_CACHE: fileURLToPath(new URL('node_modules/.cache/compiled', import.meta.url)) },
    testTimeout: 30_000,
    hookTimeout: 30_000,
    retry: 0,
  },
});
