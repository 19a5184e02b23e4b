import type { Command } from 'commander';
import { callServer } from '../client/server/call.ts';
import { AppError } from '../core/error.ts';
import { isObject } from '../core/json.ts';
import type { FolderReload } from '../core/views/folder-view.ts';
import type { CliWorld } from './cli-world.ts';
import { type Format, formatOption, serverOf, serverOption } from './options.ts';

type Options = { format: Format; serverUrl?: string };

/** `reload`: makes a service reload its folder of definitions. */
export function addReload(program: Command, world: (near?: string) => CliWorld): void {
  program
    .command('reload')
    .description('make the service reload its folder of definitions, all or nothing')
    .addOption(formatOption('human', 'json'))
    .addOption(serverOption())
    .action(async ({ format, serverUrl }: Options) => {
      const here = world();
      const { reload } = await callServer(serverOf(serverUrl, here.environment), '/v1/automations/reload', {});
      if (!isObject(reload)) throw new AppError('unavailable', "The server's answer does not say what changed.");
      const { path, message, issues } = reload as unknown as FolderReload;
      if (format === 'json') return here.writeJson({ reload });
      here.print(`${path}: ${message}`);
      for (const issue of issues) {
        if (issue.severity === 'info') continue;
        here.print(`${issue.file}:${issue.line}:${issue.column} ${issue.severity} ${issue.code} ${issue.message}`);
      }
    });
}
