import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Automation } from '../../../src/core/automation.ts';
import type { Json } from '../../../src/core/json.ts';
import { type PlanOptions, plan } from '../../../src/core/plan/plan.ts';
import {
  type Desired,
  type Foreign,
  isEffective,
  type Owned,
  type Plan,
} from '../../../src/core/plan/planned-change.ts';
import { anyDefinition, definition, reordered, sha256 } from '../definitions.ts';

const source = 'acme/catalog:automations';
const options: PlanOptions = { source, hash: sha256 };
const owned = (automation: Automation, file: string | null = 'a.yml', drift = false): Owned => ({
  automation,
  file,
  drift,
});
const desired = (automation: Automation, file = 'a.yml'): Desired => ({ automation, file });
const actions = ({ changes }: Plan) => changes.map(({ identifier, action }) => `${action} ${identifier}`);
const many = (count: number, prefix = 'x') =>
  Array.from({ length: count }, (_, index) => definition(`${prefix}${index}`));

describe('core/plan/plan', () => {
  test('lists what happens to each automation', () => {
    const result = plan(
      [
        owned(definition('same')),
        owned(definition('changed')),
        owned(definition('gone', { title: 'Gone' }), 'gone.yml'),
      ],
      [
        { automation: definition('theirs'), owner: 'acme/other:automations' },
        { automation: definition('by-api'), owner: null },
      ],
      [
        desired(definition('same'), 'moved.yml'),
        desired(definition('changed', { title: 'New' })),
        desired(
          definition('fresh', { invocationMethod: { type: 'WEBHOOK', url: 'https://elsewhere.example.com' } }),
          'fresh.yml',
        ),
        desired(definition('theirs'), 'theirs.yml'),
        desired(definition('by-api'), 'api.yml'),
      ],
      options,
    );
    expect(result.changes).toEqual([
      { action: 'conflict', identifier: 'by-api', file: 'api.yml', owner: null, adoptable: true },
      {
        action: 'update',
        identifier: 'changed',
        title: 'New',
        file: 'a.yml',
        fields: [{ path: '/title', after: 'New' }],
      },
      {
        action: 'create',
        identifier: 'fresh',
        file: 'fresh.yml',
        definition: definition('fresh', {
          invocationMethod: { type: 'WEBHOOK', url: 'https://elsewhere.example.com' },
        }),
      },
      {
        action: 'delete',
        identifier: 'gone',
        title: 'Gone',
        file: 'gone.yml',
        definition: definition('gone', { title: 'Gone' }),
      },
      { action: 'unchanged', identifier: 'same', file: 'moved.yml', previousFile: 'a.yml' },
      { action: 'conflict', identifier: 'theirs', file: 'theirs.yml', owner: 'acme/other:automations' },
    ]);
    expect(result).toMatchObject({ source, deletes: { count: 1, allowed: 5, confirmed: false }, warnings: [] });
    expect(result.hash).toMatch(/^p_[0-9a-f]{32}$/);
  });

  test('adopts an unowned automation on request, but not one of another source', () => {
    const others: Foreign[] = [
      { automation: definition('api', { title: 'Old' }), owner: null },
      { automation: definition('other'), owner: 'acme/other:automations' },
      { automation: definition('folder'), owner: 'acme/catalog:old', movable: true },
      { automation: definition('unasked'), owner: 'acme/catalog:old', movable: true },
    ];
    const wanted = ['api', 'other', 'folder', 'unasked'].map((identifier) => desired(definition(identifier)));
    const result = plan([], others, wanted, { ...options, adopt: ['api', 'other', 'folder'] });
    expect(result.changes).toMatchObject([
      { action: 'adopt', identifier: 'api', owner: null, fields: [{ path: '/title', before: 'Old' }] },
      { action: 'adopt', identifier: 'folder', owner: 'acme/catalog:old', fields: [] },
      { action: 'conflict', identifier: 'other' },
      { action: 'conflict', identifier: 'unasked', adoptable: true },
    ]);
    const whole = plan([], others, wanted, { ...options, adopt: ['acme/catalog:old', 'acme/other:automations'] });
    expect(actions(whole)).toEqual(['conflict api', 'adopt folder', 'conflict other', 'adopt unasked']);
  });

  test('reports drift only where the sync reverts it', () => {
    const result = plan(
      [
        owned(definition('edited', { title: 'By hand' }), 'a.yml', true),
        owned(definition('edited-alike', { title: 'New' }), 'a.yml', true),
        owned(definition('written'), null, true),
      ],
      [],
      [
        desired(definition('edited')),
        desired(definition('edited-alike', { title: 'New' })),
        desired(definition('removed')),
      ],
      { ...options, missing: ['removed'] },
    );
    expect(result.changes).toEqual([
      {
        action: 'update',
        identifier: 'edited',
        file: 'a.yml',
        fields: [{ path: '/title', before: 'By hand' }],
        drift: true,
      },
      { action: 'unchanged', identifier: 'edited-alike', title: 'New', file: 'a.yml' },
      { action: 'create', identifier: 'removed', file: 'a.yml', drift: true, definition: definition('removed') },
      { action: 'delete', identifier: 'written', drift: true, definition: definition('written') },
    ]);
  });

  test.each([
    [3, {}, 5],
    [20, {}, 5],
    [40, {}, 10],
    [43, {}, 10],
    [40, { maxDeletes: 0 }, 0],
    [40, { maxDeletes: 30 }, 30],
  ])('for %d owned automations, %j allows %d deletions', (count, more, allowed) => {
    const result = plan(
      many(count).map((one) => owned(one)),
      [],
      [desired(definition('x0'))],
      { ...options, ...more },
    );
    expect(result.deletes).toEqual({ count: count - 1, allowed, confirmed: false });
  });

  test('accepts its own hash as confirmation, but not that of another plan', () => {
    const before = many(10).map((one) => owned(one));
    const first = plan(before, [], [], options);
    expect(plan(before, [], [], { ...options, confirm: first.hash }).deletes.confirmed).toBe(true);
    expect(plan(before.slice(1), [], [], { ...options, confirm: first.hash }).deletes.confirmed).toBe(false);
  });

  test.each([
    ['in everything but the identifier', definition('new'), 'b.yml'],
    ['in the file', definition('new', { title: 'Another' }), 'a.yml'],
  ])('reports a new identifier that is the same %s as a rename', (_, automation, file) => {
    const result = plan([owned(definition('old'))], [], [desired(automation, file)], options);
    expect(actions(result)).toEqual(['create new', 'delete old']);
    expect(result.warnings).toMatchObject([
      { identifier: 'new', message: expect.stringContaining('`old` seems to have been renamed') },
    ]);
  });

  test('pairs each deletion with at most one creation, the most likely one', () => {
    const wanted = ['alert', 'close-incidents', 'deploy'].map((name) => desired(definition(name), `${name}.yml`));
    const renames = (before: Owned[], after: Desired[]) =>
      plan(before, [], after, options).warnings.map(({ message }) => message.split('.')[0]);
    const old = definition('close-incident');
    expect(renames([owned(old)], wanted)).toEqual(['`close-incident` seems to have been renamed to `close-incidents`']);
    expect(renames([owned(old, 'deploy.yml')], wanted)).toEqual([
      '`close-incident` seems to have been renamed to `deploy`',
    ]);
    // The identical automation elsewhere explains the deletion, so the one in the same file is new.
    const other = desired(definition('new', { title: 'Another' }));
    expect(renames([owned(definition('old'))], [other, desired(definition('moved'), 'b.yml')])).toEqual([
      '`old` seems to have been renamed to `moved`',
    ]);
    expect(renames([owned(definition('x1')), owned(definition('x2'))], wanted)).toHaveLength(2);
  });

  test('reports an unknown name in adopt and explains the valid forms', () => {
    const others: Foreign[] = [{ automation: definition('folder'), owner: 'acme/catalog:old', movable: true }];
    const mine = [owned(definition('mine'))];
    const wanted = ['folder', 'mine', 'fresh'].map((name) => desired(definition(name)));
    const hints = (...adopt: string[]) => plan(mine, others, wanted, { ...options, adopt }).warnings;
    expect(hints('folder', 'mine', 'fresh', 'acme/catalog:old')).toEqual([]);
    const forms =
      'Give the identifier of an automation in these files, or another path of this repository as `owner/repo:path`.';
    expect(hints('foldre', 'zzz', 'Acme/Catalog:old')).toEqual([
      { message: `There is nothing to adopt called \`foldre\`; did you mean \`folder\`? ${forms}` },
      { message: `There is nothing to adopt called \`zzz\`. ${forms}` },
      {
        message: `There is nothing to adopt called \`Acme/Catalog:old\`; did you mean \`acme/catalog:old\`? ${forms}`,
      },
    ]);
  });

  test('does not report several changes in one file as renames unless they are identical', () => {
    const before = [owned(definition('old')), owned(definition('older', { title: 'x' }))];
    const other = definition('new', { title: 'Another' });
    expect(plan(before, [], [desired(other)], options).warnings).toEqual([]);
  });

  test.each<[string, Owned[], Desired[], Partial<PlanOptions>]>([
    ['another source', [], [desired(definition('a'))], { source: 'acme/other:automations' }],
    ['another action', [owned(definition('a', { title: 'x' }))], [desired(definition('a'))], {}],
    ['another meaning', [], [desired(definition('a', { title: 'x' }))], {}],
    ['one more', [], [desired(definition('a')), desired(definition('b'))], {}],
  ])('has a different hash for %s', (_, before, wanted, more) => {
    const one = plan([], [], [desired(definition('a'))], options);
    expect(plan(before, [], wanted, { ...options, ...more }).hash).not.toBe(one.hash);
  });

  test('ignores file names and unchanged automations in the hash', () => {
    const one = plan([], [], [desired(definition('a'))], options);
    const conflict = { automation: definition('c'), owner: null };
    const wanted = [desired(definition('a'), 'other.yml'), desired(definition('b')), desired(definition('c'))];
    expect(plan([owned(definition('b'))], [conflict], wanted, options).hash).toBe(one.hash);
  });

  const identifier = fc.constantFrom('a', 'b', 'c', 'd', 'e', '__proto__', 'constructor');
  const set = fc.uniqueArray(anyDefinition(identifier), { selector: (one) => one.identifier, maxLength: 6 });
  const world = fc.tuple(set, set, set, fc.array(identifier, { maxLength: 3 })).map(([mine, theirs, wanted, adopt]) => {
    const names = new Set(mine.map((one) => one.identifier));
    return {
      owned: mine.map((one) => owned(one)),
      others: theirs.filter((one) => !names.has(one.identifier)).map((automation) => ({ automation, owner: null })),
      desired: wanted.map((one) => desired(one)),
      options: { ...options, adopt },
    };
  });

  test('gives the same plan for any order and layout, without changing its arguments', () => {
    fc.assert(
      fc.property(world, ({ owned, others, desired, options }) => {
        deepFreeze([owned, others, desired, options]);
        const first = plan(owned, others, desired, options);
        expect(plan(owned, others, desired, options)).toEqual(first);
        const other = plan([...owned].reverse(), [...others].reverse(), desired.map(mixed).reverse(), options);
        expect(actions(other)).toEqual(actions(first));
        expect(other.hash).toBe(first.hash);
      }),
    );
  });

  test('lists each automation of either side once, and touches nothing of other owners', () => {
    fc.assert(
      fc.property(world, ({ owned, others, desired, options }) => {
        const { changes } = plan(owned, others, desired, options);
        const names = new Set([...owned, ...desired].map(({ automation }) => automation.identifier));
        expect(changes.map((change) => change.identifier)).toEqual([...names].sort());
        const theirs = new Set<string>(others.map(({ automation }) => automation.identifier));
        const adopt = new Set<string>(options.adopt);
        for (const { action, identifier } of changes) {
          if (theirs.has(identifier)) expect(action).toBe(adopt.has(identifier) ? 'adopt' : 'conflict');
        }
      }),
    );
  });

  test('has nothing left to do after it was applied', () => {
    fc.assert(
      fc.property(world, ({ owned, others, desired, options }) => {
        const first = plan(owned, others, desired, options);
        const applied = first.changes.flatMap(({ action, identifier, file = null }): Owned[] => {
          const automation = desired.find((one) => one.automation.identifier === identifier)?.automation;
          return automation && action !== 'conflict' ? [{ automation, file }] : [];
        });
        const left = others.filter(
          ({ automation }) => !applied.some((one) => one.automation.identifier === automation.identifier),
        );
        const second = plan(applied, left, desired, options);
        expect(second.changes.filter(isEffective)).toEqual([]);
        expect(second.deletes.count).toBe(0);
      }),
    );
  });
});

function mixed({ automation, file }: Desired): Desired {
  return { automation: reordered(automation as unknown as Json) as unknown as Automation, file };
}

function deepFreeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const member of Object.values(value)) deepFreeze(member);
}
