import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { MixedOrder } from './test/mixed-order.ts';
import { nodeFlags } from './test/node-flags.ts';
import { waitLimitMs } from './test/wait-limit.ts';

/** A test ends later than what it waits for, so that its failure says which state never came. */
const limits = {
  testTimeout: 3 * waitLimitMs,
  hookTimeout: 3 * waitLimitMs,
  expect: { poll: { timeout: waitLimitMs, interval: 20 } },
};

/** What needs neither a build nor another process: `npm run test:unit`. */
const unit = ['test/core/**/*.test.ts', 'test/report/**/*.test.ts', 'test/architecture.test.ts'];

/** Comparisons with jq itself, thousands of times: as long as all others together. */
const againstJq = ['test/core/syntax/parser.test.ts', 'test/core/explain/equality.test.ts'];

export default defineConfig({
  test: {
    reporters: ['default', './test/count-reporter.ts'],
    teardownTimeout: waitLimitMs,
    sequence: { sequencer: MixedOrder },
    projects: [
      {
        test: {
          name: 'unit',
          include: unit,
          exclude: againstJq,
          globalSetup: ['test/unit-setup.ts'],
          pool: 'threads',
          isolate: false,
          // They never wait, and each thread loads all modules once more; so they run first, on their own.
          maxWorkers: availableParallelism(),
          sequence: { groupOrder: 0 },
          ...limits,
        },
      },
      {
        test: {
          name: 'system',
          include: ['test/!(core|report)/**/*.test.ts', 'test/!(architecture).test.ts', ...againstJq],
          globalSetup: ['test/global-setup.ts'],
          pool: 'forks',
          execArgv: [...nodeFlags],
          // Files of one worker share what is expensive to load: the service's modules, PGlite's and jq's WebAssembly.
          isolate: false,
          // Twice the cores of a small machine, because tests also wait. Each further worker loads everything again.
          maxWorkers: 4,
          sequence: { groupOrder: 1 },
          ...limits,
        },
      },
    ],
  },
});
