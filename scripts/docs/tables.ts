import { variables } from '../../src/app/config/variables.ts';
import { eventSources } from '../../src/app/event-sources/index.ts';
import { metricDocs } from '../../src/app/metric-docs.ts';
import { backends } from '../../src/backends/index.ts';
import { portRoutes } from '../../src/core/definition/port-routes.ts';
import { triggerTypes } from '../../src/core/definition/trigger-types.ts';
import { callerChecks, serviceChecks } from '../../src/core/health/index.ts';
import { jitter, retrySchedule } from '../../src/core/run/retry.ts';
import { statuses } from '../../src/web/statuses.ts';
import { type Field, readAction } from './action.ts';
import { alertRulesTable } from './alert-rules.ts';
import { registrationText } from './app.ts';
import { backendTable } from './backend-tables.ts';
import { eventSamples } from './event-samples.ts';
import { glossaryTable } from './glossary.ts';
import { importTable } from './import.ts';
import { shortSession } from './session.ts';
import { settingsTable } from './settings.ts';
import { table } from './table.ts';

/** The generated parts of the pages, by the name in their markers. */
export const tables: Record<string, () => string> = {
  triggers: () =>
    table(
      ['`event.type`', 'Fires when', 'Required fields'],
      Object.entries(triggerTypes).map(([type, { when, fields }]) => [
        `\`${type}\``,
        when,
        Object.keys(fields)
          .map((field) => `\`${field}\``)
          .join(', '),
      ]),
    ),
  sources: () =>
    table(
      ['Events come from', 'How', '`source`'],
      eventSources.map(({ name, title, how }) => [title, how, `\`${name}\``]),
    ),
  registration: registrationText,
  import: importTable,
  event_samples: eventSamples,
  glossary: glossaryTable,
  settings: settingsTable,
  session: shortSession,
  ...Object.fromEntries(backends.map((backend) => [`backend_${backend.type}`, () => backendTable(backend)])),
  port_routes: () =>
    table(
      ['Route', 'Here', 'Notes'],
      portRoutes.map(({ routes, coverage, note }) => [
        routes.map((route) => `\`${route}\``).join('<br>'),
        coverage,
        note,
      ]),
    ),
  backends: () =>
    table(
      ['`invocationMethod.type`', 'Does', 'Fields'],
      backends.map(({ type, title, schema }) => {
        const required = new Set(schema.required as string[]);
        const fields = Object.keys(schema.properties as object).filter((field) => field !== 'type');
        return [
          `\`${type}\``,
          title,
          fields.map((field) => (required.has(field) ? `**\`${field}\`**` : `\`${field}\``)).join(', '),
        ];
      }),
    ),
  variables: () =>
    table(
      ['Variable', 'Default', 'Meaning'],
      [
        ...Object.entries(variables).map(([name, variable]) => [
          `\`${name}\``,
          variable.defaultText ?? (variable.default === undefined ? '' : `\`${variable.default}\``),
          variable.description,
        ]),
        ['`SECRET_<NAME>`', '', 'A secret that templates read as `.secrets.<NAME>`.'],
      ],
    ),
  retries: () =>
    `${table(
      ['Attempt', 'Waits at least', 'Since the first'],
      retrySchedule.map((seconds, index) => [
        String(index + 2),
        duration(seconds),
        duration(retrySchedule.slice(0, index + 1).reduce((sum, each) => sum + each, 0)),
      ]),
    )}\n\nEach wait is extended by a random time of up to ${jitter * 100}%. A longer \`Retry-After\` is honoured, up to a day.`,
  checks: () =>
    table(
      ['Check', 'What it checks'],
      [...new Map([...callerChecks, ...serviceChecks].map(({ name, about }) => [name, about]))].map(([name, about]) => [
        `\`${name}\``,
        about,
      ]),
    ),
  alert_rules: alertRulesTable,
  metrics: () =>
    table(
      ['Metric', 'Labels', 'Meaning'],
      Object.values(metricDocs).map(({ name, labels, help }) => [
        `\`${name}\``,
        labels.map((label) => `\`${label}\``).join(', '),
        help,
      ]),
    ),
  inputs: () =>
    table(
      ['Input', 'Default', 'Meaning'],
      Object.entries(readAction().inputs).map(([name, input]) => [`\`${name}\``, presetOf(input), input.description]),
    ),
  outputs: () =>
    table(
      ['Output', 'Meaning'],
      Object.entries(readAction().outputs).map(([name, { description }]) => [`\`${name}\``, description]),
    ),
  errors: () =>
    table(
      ['`error`', 'Status'],
      Object.entries(statuses).map(([code, status]) => [`\`${code}\``, String(status)]),
    ),
};

function presetOf(input: Field): string {
  return input.default === undefined ? '' : `\`${input.default}\``;
}

/** A text with every generated part renewed; throws for a marker that names no table. */
export function renew(text: string): string {
  return text.replace(/<!-- table:(\w+) -->[\s\S]*?<!-- end -->/g, (_, name: string) => {
    const make = tables[name];
    if (make === undefined) throw new Error(`There is no table ${name}`);
    return `<!-- table:${name} -->\n${make()}\n<!-- end -->`;
  });
}

function duration(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min${seconds % 60 === 0 ? '' : ` ${seconds % 60} s`}`;
  const minutes = Math.floor((seconds % 3600) / 60);
  return `${Math.floor(seconds / 3600)} h${minutes === 0 ? '' : ` ${minutes} min`}`;
}
