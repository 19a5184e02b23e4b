import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readConfig } from '../src/app/config/config.ts';
import { backends } from '../src/backends/index.ts';
import { connectProviders, providers } from '../src/backends/providers.ts';
import { groupBy } from '../src/core/group-by.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const files = filesIn('src');

function filesIn(folder: string): { path: string; text: string }[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return { path: relative(root, path), text: readFileSync(path, 'utf8') };
    });
}

/** Folder → folders it may import from at run time, and those it may only take types from. */
const layers: Record<string, { may: string[]; types?: string[] }> = {
  core: { may: ['core'] },
  backends: { may: ['core', 'backends'] },
  jq: { may: ['core', 'jq'] },
  store: { may: ['core', 'store'] },
  app: { may: ['core', 'backends', 'app'], types: ['store', 'jq'] },
  web: { may: ['core', 'app', 'web'], types: ['store', 'backends'] },
  ui: { may: ['core', 'ui'] },
  checkout: { may: ['core', 'backends', 'checkout'] },
  report: { may: ['core', 'checkout', 'report'] },
  client: { may: ['core', 'backends', 'checkout', 'client'] },
  action: { may: ['core', 'backends', 'jq', 'checkout', 'report', 'client', 'action'] },
  cli: { may: ['core', 'backends', 'jq', 'checkout', 'report', 'client', 'cli'] },
};

/** Folders whose `index.ts` is a registry: a list that one line extends. */
const registries = [
  'backends',
  'core/lint',
  'core/health',
  'core/issue/codes',
  'app/event-sources',
  'store/migrations',
];

/** Where a provider may be named: its own folder, and the registries. */
const providerFolders = ['src/backends/gitlab/', 'src/backends/azure-devops/', 'src/backends/kafka/'];
const providerRegistries = ['src/backends/index.ts', 'src/backends/providers.ts'];

/** Files in which the name of a provider is part of an external API or format, with the names. */
const namesAreFacts: Record<string, string> = {
  'src/app/invoke/organization.ts':
    "Port's route for credentials, the key in the database, and the advice to set it up",
  'src/core/definition/port-routes.ts': "the row of Port's route /v1/kafka-credentials",
  'src/core/secrets/detect.ts': 'the form of one of its tokens',
  'src/web/agent-routes.ts': "Port's route /v1/kafka-credentials",
  'src/web/organization-routes.ts': "the value KAFKA of Port's setting portAgentStreamerName",
  'src/web/route-access.ts': "the row of Port's route /v1/kafka-credentials",
};

/** Files that may have the name of another that is listed here or is the face of its room; why. */
const sharedNames: [RegExp, string][] = [
  [/\/index\.(ts|html)$/, 'a registry, or the first file of the page'],
  [/\/([^/]+)\/\1\.tsx?$/, 'the face of a room, which has the name of the room'],
  [
    /^src\/backends\/[^/]+\/(provider|access|api|client|follow|method|pipeline|receive|search)\.ts$/,
    'a part that several providers have',
  ],
  [/^src\/store\/(automations|deliveries)\.ts$/, 'a table whose use cases are a room'],
];

/** Names of types that files may declare for themselves, and of what. */
const sharedTypeNames: Readonly<Record<string, string>> = {
  Options: 'the options of the command that the file defines',
  Props: 'the properties of the component that the file defines',
};

/** Files that are named after their kind: the folder, what they export, and how their names end. */
const namesOfKinds: { folder: RegExp; exports: RegExp; ending: RegExp }[] = [
  { folder: /^src\/web$/, exports: /^export (async )?function (?!guard)\w+Routes\(/m, ending: /-routes\.ts$/ },
  { folder: /^src\/cli$/, exports: /^export function add[A-Z]\w*\(program\b/m, ending: /-command\.ts$/ },
  { folder: /^src\/core\/health\/checks$/, exports: /^export const \w+Check\b/m, ending: /-check\.ts$/ },
  { folder: /^src\/core\/issue\/codes$/, exports: /^export const \w+Codes\b/m, ending: /-codes\.ts$|\/index\.ts$/ },
  { folder: /^src\/core\/views$/, exports: /^export type \w+View\b/m, ending: /-view\.ts$/ },
  { folder: /^src\/ui\/pages\//, exports: /^export function \w+Page\(/m, ending: /-page\.tsx$/ },
];

describe('architecture', () => {
  test('calls only go downwards', () => {
    const wrong = files.flatMap(({ path, text }) => {
      const layer = layers[path.split('/')[1] ?? ''];
      if (layer === undefined) return [];
      return [...text.matchAll(/^(import|export)( type)? [^;]*?from '(\.[^']+)';/gms)].flatMap(([, , type, target]) => {
        const folder = relative(root, resolve(root, dirname(path), target ?? '')).split('/')[1] ?? '';
        const allowed = type === undefined ? layer.may : [...layer.may, ...(layer.types ?? [])];
        return allowed.includes(folder) ? [] : [`${path} imports ${target}`];
      });
    });
    expect(wrong).toEqual([]);
  });

  test('a file with the name of a folder lies inside it, and only registries are called index.ts', () => {
    const paths = new Set(files.map(({ path }) => path));
    const beside = [...paths].filter((path) => {
      const folder = path.replace(/\.tsx?$/, '/');
      // The entries in src/ compose the folders beside them.
      return path.split('/').length > 2 && [...paths].some((other) => other.startsWith(folder));
    });
    const indexes = [...paths]
      .filter((path) => path.endsWith('/index.ts'))
      .filter((path) => !registries.includes(relative('src', dirname(path))));
    expect([...beside, ...indexes]).toEqual([]);
  });

  test('no two files have the same name', () => {
    const byName = groupBy(
      readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => relative(root, join(entry.parentPath, entry.name))),
      (path) => basename(path).replace(/\..*/, ''),
    );
    const wrong = [...byName.values()].filter(
      (paths) => paths.length > 1 && !paths.every((path) => sharedNames.some(([pattern]) => pattern.test(path))),
    );
    expect(wrong).toEqual([]);
  });

  test('a file is named after its kind', () => {
    const wrong = files.flatMap(({ path, text }) =>
      namesOfKinds
        .filter(({ folder, exports, ending }) => folder.test(dirname(path)) && exports.test(text) && !ending.test(path))
        .map(({ ending }) => `${path}: ${ending}`),
    );
    expect(wrong).toEqual([]);
  });

  test('a type name means one thing', () => {
    const declared = files.flatMap(({ path, text }) =>
      [...text.matchAll(/^(?:export )?(?:abstract )?(?:type|interface|class) (\w+)\b(?! from)/gm)].map(
        ([, name = '']) => ({ name, path }),
      ),
    );
    const wrong = [...groupBy(declared, ({ name }) => name)]
      .filter(([name, places]) => places.length > 1 && !Object.hasOwn(sharedTypeNames, name))
      .map(([name, places]) => `${name}: ${places.map(({ path }) => path).join(', ')}`);
    expect(declared.length).toBeGreaterThan(500);
    expect(wrong).toEqual([]);
  });

  test('at most six files of the core are in no subfolder', () => {
    const loose = files.filter(({ path }) => /^src\/core\/[^/]+$/.test(path)).map(({ path }) => path);
    expect(loose.length).toBeLessThanOrEqual(6);
  });

  test('the core reads no clock and draws no random numbers', () => {
    const impure = files.filter(
      ({ path, text }) => path.startsWith('src/core/') && /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b/.test(text),
    );
    expect(impure.map(({ path }) => path)).toEqual([]);
  });

  test('no file is above 300 lines, tests included, and half of them are below 90', () => {
    const lengthsIn = (all: typeof files) =>
      all.map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }));
    const lengths = lengthsIn(files);
    expect(lengthsIn(filesIn('test')).filter(({ lines }) => lines > 300)).toEqual([]);
    expect(lengths.filter(({ lines }) => lines > 300)).toEqual([]);
    const sorted = lengths.map(({ lines }) => lines).sort((a, b) => a - b);
    expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThanOrEqual(90);
  });

  test('a backend is mentioned only in its own files', () => {
    const wrong = files.flatMap(({ path, text }) => {
      if (path.startsWith('src/backends/')) return [];
      return backends.flatMap(({ type }) =>
        new RegExp(`===\\s*'${type}'`).test(text) ? [`${path} asks for ${type}`] : [],
      );
    });
    expect(wrong).toEqual([]);
  });

  test('a provider is named only in its folder and in the registries', () => {
    const named = files.flatMap(({ path, text }) => {
      if (providerFolders.some((folder) => path.startsWith(folder)) || providerRegistries.includes(path)) return [];
      // Strings are kept, comments are not.
      const code = text.replaceAll(
        /('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`)|\/\*[\s\S]*?\*\/|\/\/.*$/gm,
        '$1',
      );
      return /gitlab|azure|kafka/i.test(code) ? [path] : [];
    });
    expect(named.sort()).toEqual(Object.keys(namesAreFacts).sort());
  });

  test('every provider is a backend, gives its part of the services, and has variables of its own', async () => {
    for (const { backend } of providers) expect(backends).toContain(backend);
    const access = readConfig({}).access;
    expect(Object.keys(access).sort()).toEqual(providers.map(({ name }) => name).sort());
    const { services } = await connectProviders(access, { now: () => 0 });
    expect(Object.keys(services).sort()).toEqual(Object.keys(access).sort());
    const names = providers.flatMap(({ variables }) => Object.keys(variables));
    expect(new Set(names).size).toBe(names.length);
  });

  test('every exported symbol has a sentence', () => {
    const wrong = files.flatMap(({ path, text }) => {
      const lines = text.split('\n');
      return lines.flatMap((line, index) => {
        const name = /^export (?:async )?(?:function|const|type|class|interface) (\w+)/.exec(line)?.[1];
        const before = lines[index - 1]?.trim() ?? '';
        return name === undefined || before.endsWith('*/') ? [] : [`${path}: ${name}`];
      });
    });
    expect(wrong).toEqual([]);
  });
});
