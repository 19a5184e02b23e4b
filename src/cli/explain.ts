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
import { triggerMismatch } from '../core/match/keys.ts';
import { type Match, match } from '../core/match/match.ts';
import { indexTriggers } from '../core/match/trigger-index.ts';
import { redactText } from '../core/secrets/redact-text.ts';
import { readSource, type SourceFile } from '../core/source/source.ts';
import { readWrittenEvent } from '../core/test-file/read-event.ts';
import { reasonLines } from '../core/test-file/reason-lines.ts';
import { renderShown } from '../core/test-file/render-preview.ts';
import { type Definition, validate } from '../core/validate/validate.ts';
import { nameForReading, readText } from './read-text.ts';
import type { CliWorld } from './world.ts';

/** `explain`: what automations say of an event, expression by expression, and the request that follows. */
export function addExplain(program: Command, world: (near?: string) => CliWorld): void {
  program
    .command('explain')
    .description('say why automations match an event or not, and what they would send')
    .argument('<path>', 'file or folder of definitions')
    .argument('<event>', 'file with events, whole or in the short form of tests; - for standard input')
    .option('--automation <identifier>', 'only this one')
    .action(async (path: string, eventFile: string, { automation }: { automation?: string }) => {
      const here = world();
      const events = readEventFile(eventFile);
      const { definitions, issues } = await validate(await readDefinitions(path), { backends, jq: here.jq });
      const wanted = definitions.filter((one) => automation === undefined || one.automation.identifier === automation);
      if (wanted.length === 0) {
        const errors = issues.filter(({ severity }) => severity === 'error').length;
        throw new AppError(
          'not_found',
          `There is no such automation without errors in ${path}${errors > 0 ? '; validate says more' : ''}.`,
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
  const index = indexTriggers([{ ...automation, publish: true }]);
  const [[said] = []] = (await match(index, [event], jq, { complete: true })) as [Match[]];
  const verdict = said?.verdict ?? 'no-match';
  const [role, text] = words[verdict];
  print(`${automation.identifier}: ${paint(role, text)}${isPublished(automation) ? '' : ' (it is not published)'}`);
  if (!said) {
    print(`  ${triggerMismatch(automation, event)}`);
    return;
  }
  for (const line of reasonLines(said.why)) print(`  ${line}`);
  if (verdict !== 'match') return;
  const rendering = await renderShown(automation, event, jq);
  if (!rendering?.ok) {
    for (const { path, message } of rendering?.errors ?? [])
      print(`  ${paint('error', 'not rendered')} ${path}: ${message}`);
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
  const what = events.length === 0 ? 'no event' : 'something that is no event';
  const where = file === '-' ? 'Standard input' : file;
  throw new AppError('invalid_content', `${where} holds ${what}. ${redactText(problems.join(' '))}`.trim());
}

/** A message with the line and column that it is about. */
function placed({ start: { line, column } }: Range, message: string): string {
  return `${line}:${column} ${message}`;
}
