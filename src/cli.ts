#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import { addExplain } from './cli/explain.ts';
import { addMapping } from './cli/mapping.ts';
import { addPlanAndSync } from './cli/plan.ts';
import { addSchema } from './cli/schema.ts';
import { addSend } from './cli/send.ts';
import { addTest } from './cli/test.ts';
import { addValidate } from './cli/validate.ts';
import { type CliWorld, createWorld, printError } from './cli/world.ts';
import { messageOf } from './core/error.ts';

// The command line. Exit codes: 0 all is well, 1 there are problems in the files, 2 the command could not do its work.
let made: CliWorld | undefined;
const world = (near = '.'): CliWorld => {
  made ??= createWorld(new URL('./jq-worker.mjs', import.meta.url), process.env, near);
  return made;
};

// Whoever reads along may have seen enough, as `head` has: that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 2));

const program = new Command('catalog-automations')
  .description('Automations as code for a software catalog.')
  .version(packageJson.version)
  .exitOverride()
  // Commander repeats what stands on the command line.
  .configureOutput({ writeErr: (text) => printError(text.trimEnd()) })
  .configureHelp({ showGlobalOptions: true });
for (const add of [addValidate, addTest, addPlanAndSync, addExplain, addMapping, addSend, addSchema])
  add(program, world);

try {
  await program.parseAsync();
} catch (error) {
  // Commander has said what is wrong, and gives 0 for help that was asked for.
  if (!(error instanceof CommanderError)) printError(messageOf(error));
  process.exitCode = error instanceof CommanderError && error.exitCode === 0 ? 0 : 2;
} finally {
  await made?.jq.close();
}
