#!/usr/bin/env node
import { runCommandLine } from './cli/command-line.ts';
import type { Offline } from './cli/offline-work.ts';
import { expectBriefRun } from './jq/brief.ts';
import { createJq } from './jq/jq.ts';

// The command line's process. Exit codes: 0 success, 1 problems found, 2 command failed.
expectBriefRun();
const jq = createJq({ workerUrl: new URL('./jq-worker.mjs', import.meta.url) });

// A reader such as `head` may close the pipe early: that is not a failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 2));

/** Beside this file, with the packages of the service. */
const loadOffline = async (): Promise<Offline> => {
  const { offline } = (await import(new URL('./offline.mjs', import.meta.url).href)) as { offline: Offline };
  return offline;
};

await runCommandLine(process.argv.slice(2), jq, process.env, loadOffline).finally(() => jq.close());
