import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readConfig } from '../src/app/config/config.ts';
import { variables } from '../src/app/config/variables.ts';
import { startLoopback } from './fakes/loopback.ts';

const read = (file: string): string => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
const dockerfile = read('Dockerfile');

/** Runs the health check's command as the container does; resolves to its exit code. */
async function check(port: string): Promise<number> {
  const [, command = '[]'] = /HEALTHCHECK[\s\S]*?CMD (\[.*\])/.exec(dockerfile) ?? [];
  const [program = '', ...words] = JSON.parse(command) as string[];
  expect(program).toBe('node');
  const [code] = await once(spawn(process.execPath, words, { env: { PORT: port }, stdio: 'inherit' }), 'exit');
  return Number(code);
}

describe('containers', () => {
  test('the image is built from files that exist and that its context lets in', () => {
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, files = '']) =>
      files.split(' '),
    );
    expect(copied.length).toBeGreaterThan(0);
    for (const file of copied) {
      expect(existsSync(new URL(`../${file}`, import.meta.url)), file).toBe(true);
      expect(read('.dockerignore').split('\n')).toContain(`!${file}`);
    }
    expect(dockerfile).toMatch(/^USER node$/m);
  });

  test('every image and every Action of others is pinned by its digest or commit', () => {
    const images = [...`${dockerfile}\n${read('compose.yaml')}`.matchAll(/^(?:FROM|\s+image:) (\S+)/gm)];
    expect(images.length).toBeGreaterThan(2);
    for (const [, image] of images) expect(image).toMatch(/@sha256:[0-9a-f]{64}$/);
    const workflows = readdirSync(new URL('../.github/workflows', import.meta.url));
    const uses = workflows.flatMap((file) => [...read(`.github/workflows/${file}`).matchAll(/uses: (\S+)(.*)/g)]);
    const others = uses.filter(([, action = '']) => !action.startsWith('./'));
    expect(others.length).toBeGreaterThan(2);
    for (const [, action, comment] of others) {
      expect(action).toMatch(/@[0-9a-f]{40}$/);
      expect(comment).toMatch(/^ # v\d/);
    }
  });

  test('the health check follows /readyz', async () => {
    let status = 200;
    const paths: string[] = [];
    const server = await startLoopback(async ({ url }, response) => {
      paths.push(url.pathname);
      response.writeHead(status).end();
    });
    const { port } = new URL(server.url);
    expect(await check(port)).toBe(0);
    status = 503;
    expect(await check(port)).toBe(1);
    await server[Symbol.asyncDispose]();
    expect(await check(port)).toBe(1);
    expect(paths).toEqual(['/readyz', '/readyz']);
  });

  test('the example of an environment names variables that are read, all that compose needs, and works once it is filled', () => {
    const lines = read('.env.example')
      .split('\n')
      .filter((line) => /^[A-Z]/.test(line));
    const example = Object.fromEntries(lines.map((line) => line.split('=', 2))) as Record<string, string>;
    const known = [...Object.keys(variables), 'POSTGRES_PASSWORD'];
    expect(known).toEqual(expect.arrayContaining(Object.keys(example)));
    const compose = read('compose.yaml');
    for (const [, name = ''] of compose.matchAll(/\$\{(\w+)/g)) expect(Object.keys(example)).toContain(name);
    const { environment } = parse(compose).services.automations as { environment: Record<string, string> };
    const DATABASE_URL = environment.DATABASE_URL?.replaceAll(/\$\{\w+\}/g, 'word');
    const config = readConfig({
      ...example,
      ...environment,
      DATABASE_URL,
      CLIENT_SECRET: 'long enough',
      NODE_ENV: 'production',
    });
    expect(config).toMatchObject({
      automationsDir: '/automations',
      access: { github: null },
      trustProxy: ['uniquelocal'],
    });
  });
});
