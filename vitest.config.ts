import { defineConfig } from 'vitest/config';
import { nodeFlags } from './test/node-flags.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/global-setup.ts'],
    reporters: ['default', './test/count-reporter.ts'],
    pool: 'forks',
    execArgv: [...nodeFlags],
    // More than the cores of a small machine: much of an end-to-end test is waiting for a server to start.
    maxWorkers: 3,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
