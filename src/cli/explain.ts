import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { backends } from '../backends/index.ts';
import { redactValue } from '../checkout/redact.ts';
import { readWorkspace } from '../checkout/workspace.ts';
import { isPublished } from '../core/automation.ts';
import { AppError } from '../core/error.ts';
import type { Event } from '../core/event/event.ts';
import { unsafeNumberMessage, unsafeNumbers } from '../core/event/unsafe-numbers.ts';
import type { Range } from '../core/issue/issue.ts';
import type { Json } from '../core/json.ts';
import { explainEvent } from '../core/match/explain.ts';
import { triggerMismatch } from '../core/match/keys.ts';
import { redactText } from '../core/secrets/redact-text.ts';
import { readSource, type SourceFile } from '../core/source/source.ts';
import type { Rendering } from '../core/template/template.ts';
import { readWrittenEvent } from '../core/test-file/read-event.ts';
import { reasonLines } from '../core/test-file/reason-lines.ts';
import { type Definition, validate } from '../core/validate/validate.ts';
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
    .action(async (path: string, eventFile: string, { automation }: { automation?: string }) => {
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
      for (const [index, event] of events.entries()) {
        if (events.length > 1) here.print(`${index > 0 ? '\n' : ''}Event ${index + 1} of ${events.length}`);
        for (const number of unsafeNumbers(event as unknown as Json)) {
          const { path } = number;
          here.print(`${here.paint('warning', 'warning')} event.${path.join('.')}: ${unsafeNumberMessage(number)}`);
        }
        for (const definition of wanted) await explain(here, definition, event);
      }
    });
}

const words = {
  match: ['good', 'matches'],
  'no-match': ['faint', 'does not match'],
  error: ['error', 'fails'],
} as const;

async function explain({ jq, print, paint }: CliWorld, { automation }: Definition, event: Event): Promise<void> {
  // One that is not published is explained as if it were.
  const [explanation] = await explainEvent([{ ...automation, publish: true }], event, jq);
  const { match = null, rendering = null } = explanation ?? {};
  const verdict = match?.verdict ?? 'no-match';
  const [role, text] = words[verdict];
  print(`${automation.identifier}: ${paint(role, text)}${isPublished(automation) ? '' : ' (not published)'}`);
  const reasons = match === null ? [triggerMismatch(automation, event)] : reasonLines(match.why);
  for (const line of reasons) print(`  ${line}`);
  if (rendering !== null) printRendering({ print, paint }, rendering);
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
