import { describe, expect, test } from 'vitest';
import { automation, base, lintFile, lintLines } from '../lint-file.ts';

const body = (text: string, event = base.trigger.event as Record<string, string>) =>
  automation({ event, method: { ...base.invocationMethod, body: { b: text } } });
const ofRun = { type: 'RUN_UPDATED', actionIdentifier: 'deploy' };
const deleted = { type: 'ENTITY_DELETED', blueprintIdentifier: 'service' };
const service = {
  identifier: 'service',
  schema: { properties: { status: { type: 'string' }, 'on-call': {} } },
  relations: { owner: { target: 'team' } },
};

describe('core/lint/rules/event-field', () => {
  test.each([
    ['.diff.after.status == "open"', ['event-field .status → .properties.status']],
    ['.diff.before["on-call"] == 1', ['event-field [\\"on-call\\"] → .properties[\\"on-call\\"]']],
    ['.diff.after.propeties.status == "open"', ['event-field .propeties → .properties']],
    ['.diff.after.id == "a"', ['event-field .id → .identifier']],
    ['.diff.after.status? == "open"', ['event-field .status? → .properties.status?']],
    ['.diff.title == "a"', ['event-field .title → .after.title']],
    ['.context.entity == "a"', ['event-field .entity → .entityIdentifier']],
    ['.context.action.identifier == "a"', ['event-field .action']],
    ['.after.title == "x"', ['condition-root .after.title → .diff.after.title']],
    ['.diff.after.scorecards.x.level != .diff.before.scorecardsStats', []],
    ['.diff.after | keys | length > 3', []],
    ['any(.diff.after[]; . == 1)', []],
    ['.diff.after | .status == "open"', ['unknown-path .status']],
    ['.diff.after.createdBy != .diff.after.updatedBy and .diff.after.team[0] == "a"', []],
    ['(.diff.after | to_entries | map(.status)) != []', []],
    ['.trigger.by.anything == "x" or .diff.after.properties.a.b.c == 1', []],
  ])('condition %s', async (expression, expected) => {
    expect(await lintLines(automation({ expressions: [expression] }))).toEqual(expected);
  });

  test.each([
    ['{{ .event.diff.after.status }}', ['event-field .status → .properties.status']],
    ['{{ .event.after.title }}', ['event-field .after → .diff.after']],
    ['{{ .event.title }}', ['event-field .title → .diff.after.title']],
    ['{{ .event.context.entity }}', ['event-field .entity → .entityIdentifier']],
    ['{{ .run.status }}', ['event-field .status']],
    ['{{ .trigger.user.email }}', ['event-field .user']],
    ['{{ .after.title }}', ['template-root .after.title → .event.diff.after.title']],
    ['{{ .event.diff.after }} {{ .action.identifier }} {{ .trigger.by.user.email }} {{ .secrets.x }}', []],
  ])('template %s', async (text, expected) => {
    expect(await lintLines(body(text))).toEqual(expected);
  });

  test('knows the fields of runs', async () => {
    for (const text of ['.response.id', '.entity.identifier', '.payload.headers.x', '.status', '.properties.image']) {
      expect(await lintLines(body(`{{ .event.diff.after${text} }}`, ofRun))).toEqual([]);
    }
    expect(await lintLines(body('{{ .event.context.action.identifier }}', ofRun))).toEqual([]);
    expect(await lintLines(body('{{ .event.diff.after.inputs.image }}', ofRun))).toEqual([
      'event-field .inputs → .properties',
    ]);
    const [issue] = await lintFile(body('{{ .event.context.entityIdentifier }}', ofRun));
    expect(issue?.message).toContain('the entity of a run is `diff.after.entity`.');
    expect(await lintLines(body('{{ .event.diff.after.title }}', ofRun))).toEqual(['event-field .title']);
  });

  test('suggests properties and relations of the blueprint', async () => {
    const world = { blueprints: [service] };
    const asked = async (name: string) =>
      (await lintFile(automation({ expressions: [`.diff.after.${name} != null`] }), world)).map(
        ({ message }) => message,
      );
    expect(await asked('stauts')).toEqual([
      '`.diff.after.stauts` is null: an entity has no field `stauts`; did you mean `.diff.after.properties.status`? The automation never fires.',
    ]);
    expect(await asked('teem')).toEqual([expect.stringContaining('did you mean `.diff.after.team`?')]);
    expect(await asked('owner')).toEqual([
      '`.diff.after.owner` is null: an entity has no field `owner`; did you mean `.diff.after.relations.owner`? The automation never fires.',
    ]);
    expect(await asked('nothing')).toEqual([
      expect.stringContaining('`nothing`; its fields are `identifier`, `title`'),
    ]);
  });

  test.each([
    '.diff.after.propertys.tier == "critical"',
    '.diff.after.tier == "critical"',
    '.diff.after.tier > 3',
    '.diff.after | .tier == "critical"',
  ])('is an error, blueprint or none, where the condition never holds: %s', async (expression) => {
    for (const world of [{}, { blueprints: [service] }]) {
      const [issue, ...others] = await lintFile(automation({ expressions: [expression] }), world);
      expect([issue?.severity, others]).toEqual(['error', []]);
      expect(issue?.message).toContain('The automation never fires.');
    }
    const either = automation({ expressions: [expression, '.diff.after.title == "x"'], combinator: 'or' });
    expect((await lintFile(either)).map(({ severity }) => severity)).not.toContain('error');
  });

  test('leaves a missing side to its own rule', async () => {
    expect(await lintLines(body('{{ .event.diff.after.status }}', deleted))).toEqual([
      'empty-side .event.diff.after.status',
    ]);
    expect(await lintLines(body('{{ .event.title }}', deleted))).toEqual(['event-field .title → .diff.before.title']);
  });

  test('reports a read of the author of an event', async () => {
    expect(await lintLines(body('{{ .event.trigger.by.user.email }} {{ .event.trigger.by.userId }}'))).toEqual([
      'event-field .event.trigger.by.user → .trigger.by.user',
    ]);
    expect(await lintLines(automation({ expressions: ['.trigger.by.user.email == "a"'] }))).toEqual([
      'event-field .trigger.by.user',
    ]);
  });
});
