import { AppError } from '../core/error.ts';
import type { Event } from '../core/event/event.ts';
import type { Range } from '../core/issue/issue.ts';
import type { Json } from '../core/json.ts';
import { redactText } from '../core/secrets/redact-text.ts';
import { readSource } from '../core/source/source.ts';
import { readWrittenEvent } from '../core/test-file/read-written-event.ts';
import { nameForReading, readText } from './read-text.ts';

/** An event from a file: as written, and as parsed. */
export type EventInFile = { written: Json; event: Event };

/** Reads the events of a file, at least one. Throws `invalid_content` with the line and column of each problem. */
export function readEventFile(file: string): EventInFile[] {
  const text = readText(file);
  const { documents, issues } = readSource({ path: nameForReading(file, text), text });
  const problems = issues
    .filter(({ severity }) => severity === 'error')
    .map(({ range, message }) => placed(range, message));
  const events = documents.flatMap(({ value, places }) => {
    const event = readWrittenEvent(value, [], ({ path, part, message }) => {
      problems.push(placed(places.range(path, part), message));
    });
    return event === null ? [] : [{ written: value, event }];
  });
  if (problems.length === 0 && events.length > 0) return events;
  const what = events.length === 0 ? 'no event' : 'something that is not an event';
  const where = file === '-' ? 'Standard input' : file;
  throw new AppError('invalid_content', `${where} contains ${what}. ${redactText(problems.join(' '))}`.trim());
}

/** A message with the line and column that it is about. */
export function placed({ start: { line, column } }: Range, message: string): string {
  return `${line}:${column} ${message}`;
}
