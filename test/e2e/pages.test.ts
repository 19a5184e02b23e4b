import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { runCliProcess } from '../cli/cli.ts';
import { type Server, startServer } from './harness/server.ts';
import { type Sink, startSink } from './harness/sink.ts';
import { until } from './harness/until.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (page: string) => readFileSync(join(root, page), 'utf8');
const blocks = (page: string, language: string) =>
  [...read(page).matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, text = '']) => text);

/** The curl commands of a page, as the requests they make. */
function requestsOf(page: string): { method: string; path: string; body: string | undefined }[] {
  const commands = blocks(page, 'console')
    .join('\n')
    .replaceAll('\\\n', ' ')
    .split(/^(?=curl )/m);
  return commands.flatMap((command) => {
    const path = /http:\/\/127\.0\.0\.1:3000(\/[^\s']*)/.exec(command)?.[1];
    if (!command.startsWith('curl ') || path === undefined) return [];
    const body = /-d '([\s\S]*?)'\s*(?:$|\n)/m.exec(command)?.[1];
    const method = /-X (\w+)/.exec(command)?.[1] ?? (body === undefined ? 'GET' : 'POST');
    return [{ method, path, body }];
  });
}

/** What the pages tell people to type is typed here. */
describe('e2e/pages', () => {
  let sink: Sink;
  let server: Server;
  let folder: string;

  beforeAll(async () => {
    sink = await startSink();
    server = await startServer({ ALLOWED_HOSTS: sink.host });
    folder = join(server.directory, 'tutorial');
    mkdirSync(folder);
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await sink[Symbol.asyncDispose]();
  });

  const command = (...args: string[]) =>
    execFileSync(process.execPath, [join(root, 'build/cli.mjs'), ...args], { cwd: folder, encoding: 'utf8' });

  test('the tutorial leads from its file to its call', async () => {
    const [definition = '', tests = ''] = blocks('docs/tutorial.md', 'yaml');
    writeFileSync(join(folder, 'my-first.yml'), definition);
    writeFileSync(join(folder, 'my-first.test.yml'), tests);
    expect(command('validate', '.')).toContain('1 valid automation');
    expect(command('test', '.')).toContain('2 passed, 0 failed');

    const url = sink.at('/hello');
    await server.automate(parse(definition.replace('http://127.0.0.1:4010/hello', url)));
    const requests = requestsOf('docs/tutorial.md');
    expect(requests.map(({ method }) => method)).toEqual(['POST', 'PATCH', 'GET', 'GET']);
    for (const { method, path, body } of requests) {
      expect((await server.send(method, path, body)).status, path).toBeLessThan(300);
    }
    const environment = { SERVER_URL: server.url, DATA_DIR: join(server.directory, 'data') };
    const listed = await runCliProcess(folder, ['events', 'list', '--limit', '3'], { environment });
    const id = /^\S+(?= .* {2}1 run$)/m.exec(listed.stdout)?.[0] ?? '';
    const explained = await runCliProcess(folder, ['explain', id], { environment });
    expect(explained.stdout).toContain('my_first_automation: matches');
    const typed = blocks('docs/tutorial.md', 'console').join('');
    expect(typed).toContain('node build/cli.mjs events list --limit 3\nnode build/cli.mjs explain EVENT_ID\n');
    expect(read('docs/tutorial.md')).not.toMatch(/catalog-automations [a-z]/);
    await until(
      () => sink.requests('/hello').length,
      (count) => count === 1,
    );
    const printed = /\{"text".*\}/.exec(read('docs/tutorial.md'))?.[0] ?? '';
    const { text } = JSON.parse(printed.replace('r_…', 'r_'));
    expect(sink.requests('/hello')[0]?.json).toEqual({ text, run: expect.stringMatching(/^r_/) });
  });

  test('the README checks definitions on the machine of its reader', () => {
    expect(blocks('README.md', 'console').join('')).toContain('node build/cli.mjs validate automations');
    mkdirSync(join(folder, 'automations'));
    writeFileSync(join(folder, 'automations/a.yml'), blocks('docs/tutorial.md', 'yaml')[0] ?? '');
    expect(command('validate', 'automations')).toContain('1 valid automation');
  });

  test('the requests on the page of events are accepted', async () => {
    const requests = requestsOf('docs/events.md');
    expect(requests.length).toBeGreaterThan(1);
    for (const { method, path, body } of requests) {
      expect((await server.send(method, path, body)).status, path).toBeLessThan(300);
    }
  });

  test('the commands on the page of the command line are commands', () => {
    const help = command('--help');
    const names = blocks('docs/cli.md', 'console')
      .join('\n')
      .matchAll(/^catalog-automations ([a-z]+)/gm);
    for (const [line, name = ''] of names) expect(help, line).toMatch(new RegExp(`^ +${name}\\b`, 'm'));
  });
});
