import type { Command } from 'commander';
import { callServer } from '../client/server/call.ts';
import { AppError } from '../core/error.ts';
import { isObject, valueAt } from '../core/json.ts';
import type { PauseView } from '../core/views/pause-view.ts';
import type { CliWorld } from './cli-world.ts';
import { type Format, formatOption, moment, serverOf, serverOption } from './options.ts';
import { pauseLine, pauseLines, readPauses } from './pause-line.ts';

type Options = { format: Format; serverUrl?: string; target?: boolean; reason?: string; until?: string };

const pathOf = (name: string, { target = false }: Options, verb: string) =>
  `/v1/${target ? 'targets' : 'actions'}/${encodeURIComponent(name)}/${verb}`;

/** `pause` and `resume`: hold and release the runs of automations and targets. */
export function addPause(program: Command, world: (near?: string) => CliWorld): void {
  program
    .command('pause')
    .description('hold the runs of an automation or a target; without a name, list what is paused')
    .argument('[name]', 'identifier of an automation, or a target with --target')
    .option('--target', 'the name is a target, such as https://example.com')
    .option('--reason <text>', 'the reason, shown with the pause')
    .option('--until <time>', 'when the pause ends (RFC 3339)', moment)
    .addOption(formatOption('human', 'json'))
    .addOption(serverOption())
    .action(async (name: string | undefined, options: Options) => {
      const { format, serverUrl, reason, until } = options;
      const here = world();
      const server = serverOf(serverUrl, here.environment);
      if (name === undefined) {
        const { pauses, heldRuns } = await readPauses(server);
        if (format === 'json') here.writeJson({ pauses, heldRuns });
        else if (pauses.length === 0) here.print('Nothing is paused.');
        else for (const line of pauseLines({ pauses, heldRuns })) here.print(line);
        return;
      }
      if (reason === undefined) throw new AppError('invalid_request', 'A pause needs a reason: --reason "…".');
      const answer = await callServer(server, pathOf(name, options, 'pause'), { reason, ...(until && { until }) });
      const { pause, warnings } = answer;
      if (!isObject(pause)) throw new AppError('unavailable', "The server's answer contains no pause.");
      if (format === 'json') here.writeJson({ pause, ...(warnings !== undefined && { warnings }) });
      else here.print(pauseLine(pause as unknown as PauseView));
      for (const one of format === 'human' && Array.isArray(warnings) ? warnings : [])
        here.printError(`warning: ${sentence(String(valueAt(one, 'message')))}`);
    });

  program
    .command('resume')
    .description('end the pause of an automation or a target: its held runs continue')
    .argument('<name>', 'identifier of an automation, or a target with --target')
    .option('--target', 'the name is a target, such as https://example.com')
    .addOption(formatOption('human', 'json'))
    .addOption(serverOption())
    .action(async (name: string, options: Options) => {
      const here = world();
      const server = serverOf(options.serverUrl, here.environment);
      await callServer(server, pathOf(name, options, 'resume'), {});
      if (options.format === 'json') here.writeJson({ resumed: name });
      else here.print(`resumed  ${name}`);
    });
}

/** Adds a full stop to a text that lacks one. */
function sentence(text: string): string {
  return /[.?!]$/.test(text) ? text : `${text}.`;
}
