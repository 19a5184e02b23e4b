import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { backends } from '../backends/index.ts';
import { redactValue } from '../checkout/redact.ts';
import { readWorkspace } from '../checkout/workspace.ts';
import type { Automation } from '../core/automation.ts';
import { AppError } from '../core/error.ts';
import type { Event } from '../core/event/event.ts';
import { unsafeNumberMessage, unsafeNumbers } from '../core/event/unsafe-numbers.ts';
import { type Explanation, explainEvent } from '../core/explain/explain.ts';
import { explanationLines } from '../core/explain/text.ts';
import type { Range } from '../core/issue/issue.ts';
import type { Json } from '../core/json.ts';
import { redactText } from '../core/secrets/redact-text.ts';
import { readSource, type SourceFile } from '../core/source/source.ts';
import type { Rendering } from '../core/template/template.ts';
import { readWrittenEvent } from '../core/test-file/read-event.ts';
import { validate } from '../core/validate/validate.ts';
import type { AutomationExplanation } from '../core/views/explanation.ts';
import { type Format, formatOption } from './options.ts';
import { nameForReading, readText } from './read-text.ts';
import type { CliWorld } from './world.ts';

/** `explain`: why automations match an event or not, by expression, and the resulting request. */
export function addExplain(program: Command, world: (near?: string) => CliWorld): void {
  program
    .command('explain')
    .description('explain why automations match an event or not, and show what they would send')
    .argument('<path>', 'file or folder of definitions')
    .argument('<event>', 'file with events, whole or in the short form of tests; - for standard input')
    .option('--automation <identifier>', 'explain only this automation')
    .addOption(formatOption('human', 'json'))
    .action(async (path: string, eventFile: string, { automation, format }: Options) => {
      const here = world();
      const events = readEventFile(eventFile);
      const { definitions, issues } = await validate(await readDefinitions(path), { backends, jq: here.jq });
      const wanted = definitions.filter((one) => automation === undefined || one.automation.identifier === automation);
      if (wanted.length === 0) {
        const errors = issues.filter(({ severity }) => severity === 'error').length;
        throw new AppError(
          'not_found',
          `No matching automation without errors was found in ${path}${errors > 0 ? '; run validate for details' : ''}.`,
        );
      }
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
          here.print(`${here.paint('warning', 'warning')} event.${path.join('.')}: ${unsafeNumberMessage(number)}`);
        }
        await explain(here, automations, event);
      }
    });
}

type Options = { automation?: string; format: Format };

/** How many automations are named that listen to something else. */
const maxNames = 5;

const words = {
  match: ['good', 'matches'],
  'no-match': ['faint', 'does not match'],
  error: ['error', 'fails'],
} as const;

async function explain(
  { jq, print, paint }: CliWorld,
  automations: readonly Automation[],
  event: Event,
): Promise<void> {
  const explained = await explainEvent(automations, event, jq);
  const isFar = ({ match, view }: Explanation) => match === null && view.nearMisses.length === 0;
  // One that was asked for by name is explained, and so is the only one.
  const folded = explained.length > 1 ? explained.filter(isFar) : [];
  for (const { view, rendering } of explained.filter((one) => !folded.includes(one))) {
    const [role, text] = words[view.verdict];
    print(`${view.automation}: ${paint(role, text)}${view.published ? '' : ' (not published)'}`);
    for (const line of explanationLines(view)) print(`  ${line}`);
    if (rendering !== null) printRendering({ print, paint }, rendering);
  }
  if (folded.length === 0) return;
  const names = folded
    .slice(0, maxNames)
    .map(({ view }) => view.automation)
    .join(', ');
  const more = folded.length > maxNames ? ` and ${folded.length - maxNames} more` : '';
  const whom = folded.length === 1 ? '1 other listens' : `${folded.length} others listen`;
  print(paint('faint', `${whom} to something else: ${names}${more}`));
}

/** The part of an explanation that may be printed: its request without what looks like a credential. */
function shownView(view: AutomationExplanation): AutomationExplanation {
  return view.request === undefined ? view : { ...view, request: redactValue(view.request, '') };
}

function printRendering({ print, paint }: Pick<CliWorld, 'print' | 'paint'>, rendering: Rendering): void {
  if (!rendering.ok) {
    for (const { path, message } of rendering.errors) print(`  ${paint('error', 'not rendered')} ${path}: ${message}`);
    return;
  }
  for (const { path, message } of rendering.warnings) print(`  ${paint('warning', 'warning')} ${path}: ${message}`);
  for (const line of JSON.stringify(redactValue(rendering.shown, ''), null, 2).split('\n')) print(`  ${line}`);
}

async function readDefinitions(path: string): Promise<SourceFile[]> {
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  return isFolder ? (await readWorkspace(resolve(path), ['.'])).definitions : [{ path, text: readText(path) }];
}

function readEventFile(file: string): Event[] {
  const text = readText(file);
  const { documents, issues } = readSource({ path: nameForReading(file, text), text });
  const problems = issues
    .filter(({ severity }) => severity === 'error')
    .map(({ range, message }) => placed(range, message));
  const events = documents.flatMap(
    ({ value, places }) =>
      readWrittenEvent(value, [], ({ path, part, message }) => {
        problems.push(placed(places.range(path, part), message));
      }) ?? [],
  );
  if (problems.length === 0 && events.length > 0) return events;
  const what = events.length === 0 ? 'no event' : 'something that is not an event';
  const where = file === '-' ? 'Standard input' : file;
  throw new AppError('invalid_content', `${where} contains ${what}. ${redactText(problems.join(' '))}`.trim());
}

/** A message with the line and column that it is about. */
function placed({ start: { line, column } }: Range, message: string): string {
  return `${line}:${column} ${message}`;
}
