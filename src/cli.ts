#!/usr/bin/env node
import { runCommandLine } from './cli/command-line.ts';
import { expectBriefRun } from './jq/brief.ts';
import { createJq } from './jq/jq.ts';

// The command line's process. Exit codes: 0 success, 1 problems found, 2 command failed.
expectBriefRun();
const jq = createJq({ workerUrl: new URL('./jq-worker.mjs', import.meta.url) });

// A reader such as `head` may close the pipe early: that is not a failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 2));

await runCommandLine(process.argv.slice(2), jq, process.env).finally(() => jq.close());
