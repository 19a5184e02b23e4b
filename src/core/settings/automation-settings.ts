import { closest } from '../closest.ts';
import { readDuration } from '../event/duration.ts';
import { isObject, type Json, type JsonObject, type JsonSchema } from '../json.ts';
import { maxWaitSeconds, retrySchedule } from '../run/retry.ts';
import { fieldPath } from '../source/field-path.ts';
import type { Finding } from '../source/place-finding.ts';
import type { Path } from '../source/places.ts';

/** How the service handles the runs of one automation, as set in the settings file, not in the definition. */
export type AutomationSettings = {
  concurrency?: number;
  rate?: string;
  debounce?: string;
  timeout?: string;
  'invocation-timeout'?: string;
  retry?: number | readonly string[];
  mode?: 'live' | 'shadow';
};

const time = (units: string, examples: string, description: string): JsonSchema => ({
  type: 'string',
  pattern: `^[1-9][0-9]{0,3}[${units}]$`,
  patternErrorMessage: `must be a time such as ${examples}`,
  description,
});

const mostAttempts = retrySchedule.length + 1;

/** The fields of an automation's settings, whose descriptions are their documentation. */
export const automationFields = {
  concurrency: {
    type: 'integer',
    minimum: 1,
    maximum: 10_000,
    description:
      'How many runs may be in flight at once, across all replicas. A run is in flight until its call, and whatever the call started, has ended.',
  },
  rate: {
    type: 'string',
    pattern: '^[1-9][0-9]{0,5}/[1-9][0-9]{0,3}[smhd]$',
    patternErrorMessage: 'must be a number per period, such as `100/1m` or `5/1s`',
    description: 'How many calls there may be in a period, across all replicas, such as `100/1m`. Retries count.',
  },
  debounce: time(
    'smh',
    '`30s`, `5m` or `1h`',
    'How long a run waits for later events of the same entity, such as `30s`. Only the run of the last event in that time makes its call.',
  ),
  timeout: time(
    'sm',
    '`10s` or `2m`',
    'How long one call may take, such as `10s`: at most 5 minutes. Omitted: 30 seconds for an answer, and a minute in all.',
  ),
  'invocation-timeout': time(
    'mhd',
    '`30m`, `24h` or `7d`, of at least a minute',
    'How long an asynchronous run may go without a report before it fails. Omitted: `INVOCATION_TIMEOUT` decides.',
  ),
  retry: {
    oneOf: [
      { type: 'integer', minimum: 1, maximum: mostAttempts },
      {
        type: 'array',
        minItems: 1,
        maxItems: retrySchedule.length,
        items: time('smhd', '`30s`, `5m` or `2h`', 'A wait.'),
      },
    ],
    description: `How many times a call is attempted, at most ${mostAttempts}, or the waits between the attempts, such as \`[10s, 1m, 10m]\`. Omitted: the usual schedule.`,
  },
  mode: {
    enum: ['live', 'shadow'],
    description:
      '`shadow`: events are matched and requests rendered and recorded, but nothing is called. Omitted: `live`.',
  },
} as const satisfies Record<keyof AutomationSettings, JsonSchema>;

/** The schema of the settings of one automation. */
export const automationSettingsSchema: JsonSchema = {
  type: 'object',
  properties: automationFields,
  additionalProperties: false,
};

/** The longest time that one call may take, ms. */
const maxTimeoutMs = 5 * 60_000;

/** Finds mistakes that the schema of the settings at `path` cannot express: times that are too long. */
export function lengthProblems(settings: Json | undefined, path: Path): Finding[] {
  if (!isObject(settings)) return [];
  const { timeout, retry } = settings;
  const waits = Array.isArray(retry) ? retry : [];
  return [
    ...tooLong(timeout, maxTimeoutMs, '5 minutes', [...path, 'timeout']),
    ...waits.flatMap((wait, index) =>
      tooLong(wait, maxWaitSeconds * 1000, 'a day, as in the usual schedule', [...path, 'retry', index]),
    ),
  ];
}

function tooLong(value: Json | undefined, limit: number, words: string, path: Path): Finding[] {
  const ms = typeof value === 'string' ? readDuration(value) : null;
  return ms === null || ms <= limit ? [] : [{ message: `\`${fieldPath(path)}\` may be at most ${words}.`, path }];
}

/**
 * Finds settings for automations that do not exist; `path` leads to the settings by identifier. `isElsewhere`: a name
 * that a file which was not checked, or cannot be read, may define.
 */
export function unknownAutomations(
  settings: Readonly<Record<string, unknown>>,
  known: readonly string[],
  isElsewhere: (name: string) => boolean,
  path: Path,
): Finding[] {
  const names = new Set(known);
  return Object.keys(settings)
    .filter((name) => !names.has(name) && !isElsewhere(name))
    .map((name) => {
      const meant = closest(name, known);
      const hint = meant === undefined ? 'Correct or remove the entry.' : `Did you mean \`${meant}\`?`;
      return {
        message: `There is no automation \`${name}\` in the files, so these settings have no effect. ${hint}`,
        path: [...path, name],
        part: 'key',
        ...(meant !== undefined && { replacement: meant }),
      };
    });
}

/** The settings of an automation: its own, and the defaults for what it does not set; null when there are none. */
export function mergedSettings(
  defaults: AutomationSettings | undefined,
  own: AutomationSettings | undefined,
): AutomationSettings | null {
  const merged = { ...defaults, ...own };
  return Object.keys(merged).length === 0 ? null : merged;
}

/** Settings in a fixed order of fields, so that equal ones have equal text. */
export function orderedSettings(settings: AutomationSettings | null): JsonObject {
  const fields = Object.keys(automationFields) as (keyof AutomationSettings)[];
  return Object.fromEntries(
    fields.flatMap((name) => (settings?.[name] === undefined ? [] : [[name, settings[name] as Json]])),
  );
}

/** True for two settings that say the same. */
export function isSameSettings(one: AutomationSettings | null, other: AutomationSettings | null): boolean {
  return JSON.stringify(orderedSettings(one)) === JSON.stringify(orderedSettings(other));
}
