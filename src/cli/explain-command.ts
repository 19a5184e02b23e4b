import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { backends } from '../backends/index.ts';
import { readWorkspace } from '../checkout/workspace.ts';
import { explainRecorded } from '../client/server/explain-recorded.ts';
import { AppError } from '../core/error.ts';
import { unsafeNumberMessage, unsafeNumbers } from '../core/event/unsafe-numbers.ts';
import { explainEvent } from '../core/explain/explain.ts';
import type { Issue } from '../core/issue/issue.ts';
import type { Json } from '../core/json.ts';
import { fieldPath } from '../core/source/field-path.ts';
import type { SourceFile } from '../core/source/source.ts';
import { validate } from '../core/validate/validate.ts';
import type { CliWorld } from './cli-world.ts';
import { type Format, formatOption, serverOf, serverOption } from './options.ts';
import { printExplanations, shownView } from './print-explanation.ts';
import { placed, readEventFile } from './read-events.ts';
import { readText } from './read-text.ts';

/** `explain`: why automations match an event or not, by expression, and the resulting request. */
export function addExplain(program: Command, world: (near?: string) => CliWorld): void {
  program
    .command('explain')
    .description('explain why automations match an event or not, and show what they would send')
    .argument('<path>', 'file or folder of definitions; or the id of a recorded event, and nothing else')
    .argument('[event]', 'file with events, whole or in the short form of tests; - for standard input')
    .option('--automation <identifier>', 'explain only this automation')
    .addOption(formatOption('human', 'json'))
    .addOption(serverOption())
    .action(async (path: string, eventFile: string | undefined, options: Options) => {
      const here = world();
      if (eventFile === undefined) return explainStored(here, path, options);
      const { automation, format } = options;
      const events = readEventFile(eventFile).map(({ event }) => event);
      const { definitions, issues } = await validate(await readDefinitions(path), { backends, jq: here.jq });
      const wanted = definitions.filter((one) => automation === undefined || one.automation.identifier === automation);
      if (wanted.length === 0) throw nothingToExplain(path, issues);
      const automations = wanted.map((one) => one.automation);
      if (format === 'json') {
        const explained = events.map(async (event) =>
          (await explainEvent(automations, event, here.jq)).map(({ view }) => shownView(view)),
        );
        here.writeJson({ events: (await Promise.all(explained)).map((views) => ({ automations: views })) });
        return;
      }
      for (const [index, event] of events.entries()) {
        if (events.length > 1) here.print(`${index > 0 ? '\n' : ''}Event ${index + 1} of ${events.length}`);
        for (const number of unsafeNumbers(event as unknown as Json)) {
          const { path } = number;
          here.print(
            `${here.paint('warning', 'warning')} ${fieldPath(['event', ...path])}: ${unsafeNumberMessage(number)}`,
          );
        }
        const explained = await explainEvent(automations, event, here.jq);
        printExplanations(
          here,
          explained.map(({ view }) => view),
        );
      }
    });
}

/** Why there is no automation to explain: the errors of the definitions, with their places, if there are any. */
function nothingToExplain(path: string, issues: readonly Issue[]): AppError {
  const errors = issues.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return new AppError('not_found', `There is no such automation in ${path}.`);
  const lines = errors.slice(0, maxErrors).map(({ file, range, message }) => `${file}:${placed(range, message)}`);
  const more = errors.length > maxErrors ? [`${errors.length - maxErrors} more: run validate.`] : [];
  return new AppError(
    'not_found',
    [`Nothing to explain in ${path}: it has no automation without errors.`, ...lines, ...more].join('\n'),
  );
}

/** How many errors of definitions are shown. */
const maxErrors = 5;

type Options = { automation?: string; format: Format; serverUrl?: string };

/** Explains an event that the service has recorded, with the service's current automations. */
async function explainStored(here: CliWorld, eventId: string, { automation, format, serverUrl }: Options) {
  if (statSync(eventId, { throwIfNoEntry: false })) {
    throw new AppError(
      'invalid_request',
      `Give a file with an event after ${eventId}, or the id of an event that the service has recorded.`,
    );
  }
  const explained = await explainRecorded(serverOf(serverUrl, here.environment), eventId);
  const views = explained.filter((one) => automation === undefined || one.automation === automation);
  if (automation !== undefined && views.length === 0) {
    throw new AppError('not_found', `The service has no automation ${automation}.`);
  }
  if (format === 'json') here.writeJson({ events: [{ automations: views.map(shownView) }] });
  else if (views.length === 0) here.print('The service has no automations.');
  else printExplanations(here, views);
}

async function readDefinitions(path: string): Promise<SourceFile[]> {
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  return isFolder ? (await readWorkspace(resolve(path), ['.'])).definitions : [{ path, text: readText(path) }];
}
