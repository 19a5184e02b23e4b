import { Command, CommanderError } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import { fetchThroughProxies } from '../backends/http/proxy.ts';
import { messageOf } from '../core/error.ts';
import { type CliWorld, createWorld, printError } from './cli-world.ts';

const commands = [
  { names: ['validate'], load: async () => (await import('./validate-command.ts')).addValidate, usesJq: true },
  { names: ['test'], load: async () => (await import('./test-command.ts')).addTest, usesJq: true },
  { names: ['plan', 'sync'], load: async () => (await import('./plan-command.ts')).addPlanAndSync, usesJq: true },
  { names: ['backtest'], load: async () => (await import('./backtest-command.ts')).addBacktest, usesJq: true },
  { names: ['explain'], load: async () => (await import('./explain-command.ts')).addExplain, usesJq: true },
  { names: ['mapping'], load: async () => (await import('./mapping-command.ts')).addMapping, usesJq: true },
  { names: ['send'], load: async () => (await import('./send-command.ts')).addSend, usesJq: false },
  { names: ['clients'], load: async () => (await import('./clients-command.ts')).addClients, usesJq: false },
  { names: ['runs'], load: async () => (await import('./runs-command.ts')).addRuns, usesJq: false },
  { names: ['events'], load: async () => (await import('./events-command.ts')).addEvents, usesJq: false },
  { names: ['pause', 'resume'], load: async () => (await import('./pause-command.ts')).addPause, usesJq: false },
  { names: ['reload'], load: async () => (await import('./reload-command.ts')).addReload, usesJq: false },
  { names: ['targets'], load: async () => (await import('./targets-command.ts')).addTargets, usesJq: false },
  { names: ['backup'], load: async () => (await import('./backup-command.ts')).addBackup, usesJq: false },
  {
    names: ['restore', 'move'],
    load: async () => (await import('./restore-command.ts')).addRestoreAndMove,
    usesJq: false,
  },
  { names: ['import'], load: async () => (await import('./import-command.ts')).addImport, usesJq: false },
  { names: ['doctor'], load: async () => (await import('./doctor-command.ts')).addDoctor, usesJq: false },
  { names: ['schema'], load: async () => (await import('./schema-command.ts')).addSchema, usesJq: false },
];

/** Runs one command line; `process.exitCode` is 1 for problems in the files and 2 for a command that failed. */
export async function runCommandLine(
  args: readonly string[],
  jq: CliWorld['jq'],
  environment: CliWorld['environment'],
  loadOffline: CliWorld['loadOffline'],
): Promise<void> {
  let made: CliWorld | undefined;
  const world = (near = '.'): CliWorld => {
    made ??= createWorld(jq, environment, near, loadOffline);
    return made;
  };
  const program = new Command('catalog-automations')
    .description('Automations as code for a software catalog.')
    .version(packageJson.version)
    .exitOverride()
    // Commander repeats the typed text.
    .configureOutput({
      writeOut: (text) => void process.stdout.write(text),
      writeErr: (text) => printError(text.trimEnd()),
    })
    .configureHelp({ showGlobalOptions: true });
  try {
    // Only the wanted command is loaded, while jq's thread starts; all of them for help and for an unknown name.
    const wanted = commands.find(({ names }) => names.includes(args[0] ?? ''));
    if (wanted?.usesJq) jq.start();
    for (const { load } of wanted ? [wanted] : commands) (await load())(program, world);
    await fetchThroughProxies(environment);
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    // Commander has already printed what is wrong, and gives 0 for help that was asked for.
    if (!(error instanceof CommanderError)) printError(messageOf(error));
    process.exitCode = error instanceof CommanderError && error.exitCode === 0 ? 0 : 2;
  }
}
