import { type Command, Option } from 'commander';
import { runPhases } from '../core/run/run.ts';
import { moment } from './options.ts';

/** A filter of the API, as an option of the same name. */
type FilterOption = { name: string; value: string; help: string; choices?: readonly string[] };

/** The options that select runs: the fields of the API's lists and of its bulk work. */
export const runFilters = [
  { name: 'automation', value: 'identifier', help: 'only runs of this automation' },
  { name: 'target', value: 'target', help: 'only runs that call this target, such as https://example.com' },
  { name: 'status', value: 'status', help: 'only runs of this status', choices: ['IN_PROGRESS', 'FAILURE', 'SUCCESS'] },
  { name: 'phase', value: 'phase', help: 'only runs in this phase, such as parked', choices: runPhases },
  { name: 'error', value: 'text', help: 'only runs with this text in their outcome' },
  { name: 'blueprint', value: 'identifier', help: 'only runs for entities of this blueprint' },
  { name: 'entity', value: 'identifier', help: 'only runs for this entity' },
  { name: 'search', value: 'text', help: 'only runs with this text in id, automation, summary or entity' },
  { name: 'from', value: 'time', help: 'only runs created since this time (RFC 3339)' },
  { name: 'to', value: 'time', help: 'only runs created until this time (RFC 3339)' },
] as const satisfies readonly FilterOption[];

/** The options that select events. */
export const eventFilters = [
  { name: 'blueprint', value: 'identifier', help: 'only events of entities of this blueprint' },
  { name: 'entity', value: 'identifier', help: 'only events of this entity' },
  { name: 'source', value: 'name', help: 'only events that came through this source' },
  { name: 'resource', value: 'kind', help: 'only events of this kind', choices: ['entity', 'run'] },
  {
    name: 'type',
    value: 'action',
    help: 'only this action',
    choices: ['CREATE', 'UPDATE', 'DELETE', 'TIMER_EXPIRED'],
  },
  {
    name: 'outcome',
    value: 'outcome',
    help: 'unmatched: led to no run; failed: a condition failed on it',
    choices: ['unmatched', 'failed'],
  },
  { name: 'jq', value: 'expression', help: 'only events for which this expression is true' },
  { name: 'from', value: 'time', help: 'only events received since this time (RFC 3339)' },
  { name: 'to', value: 'time', help: 'only events received until this time (RFC 3339)' },
] as const satisfies readonly FilterOption[];

/** The filters that were given. */
export type Given<Filters extends readonly FilterOption[]> = { [Name in Filters[number]['name']]?: string };

/** Gives a command an option for each filter. */
export function filtered(command: Command, filters: readonly FilterOption[]): Command {
  for (const { name, value, help, choices } of filters) {
    const option = new Option(`--${name} <${value}>`, help);
    if (value === 'time') option.argParser(moment);
    command.addOption(choices === undefined ? option : option.choices(choices));
  }
  return command;
}
