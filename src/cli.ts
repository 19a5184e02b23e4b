#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import { fetchThroughProxies } from './backends/http/proxy.ts';
import { type CliWorld, createWorld, printError } from './cli/world.ts';
import { messageOf } from './core/error.ts';
import { expectBriefRun } from './jq/brief.ts';
import { createJq } from './jq/jq.ts';

// The command line. Exit codes: 0 all is well, 1 there are problems in the files, 2 the command could not do its work.
expectBriefRun();
const jq = createJq({ workerUrl: new URL('./jq-worker.mjs', import.meta.url) });
let made: CliWorld | undefined;
const world = (near = '.'): CliWorld => {
  made ??= createWorld(jq, process.env, near);
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

const commands = [
  { names: ['validate'], load: async () => (await import('./cli/validate.ts')).addValidate, usesJq: true },
  { names: ['test'], load: async () => (await import('./cli/test.ts')).addTest, usesJq: true },
  { names: ['plan', 'sync'], load: async () => (await import('./cli/plan.ts')).addPlanAndSync, usesJq: true },
  { names: ['backtest'], load: async () => (await import('./cli/backtest.ts')).addBacktest, usesJq: true },
  { names: ['explain'], load: async () => (await import('./cli/explain.ts')).addExplain, usesJq: true },
  { names: ['mapping'], load: async () => (await import('./cli/mapping.ts')).addMapping, usesJq: true },
  { names: ['send'], load: async () => (await import('./cli/send.ts')).addSend, usesJq: false },
  { names: ['schema'], load: async () => (await import('./cli/schema.ts')).addSchema, usesJq: false },
];
// Each is loaded for itself, while jq's thread starts; all of them for help, and for a name that is none.
const wanted = commands.find(({ names }) => names.includes(process.argv[2] ?? ''));
if (wanted?.usesJq) jq.start();
for (const { load } of wanted ? [wanted] : commands) (await load())(program, world);

try {
  await fetchThroughProxies(process.env);
  await program.parseAsync();
} catch (error) {
  // Commander has said what is wrong, and gives 0 for help that was asked for.
  if (!(error instanceof CommanderError)) printError(messageOf(error));
  process.exitCode = error instanceof CommanderError && error.exitCode === 0 ? 0 : 2;
} finally {
  await jq.close();
}
