import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');

/** The package as npm publishes it, unpacked in a folder without any other package. */
describe('package', () => {
  const folder = mkdtempSync(join(tmpdir(), 'package-'));
  let tarball = '';
  beforeAll(() => {
    const [packed] = JSON.parse(
      execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
        cwd: root,
        encoding: 'utf8',
      }),
    );
    tarball = join(folder, packed.filename);
    execFileSync('tar', ['-xzf', tarball, '-C', folder]);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('is a few megabytes, and contains no sources, tests or maps', () => {
    expect(statSync(tarball).size).toBeLessThan(3 * 1024 * 1024);
    const files = execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' }).trim().split('\n');
    expect(files.filter((file) => /^package\/(src|test|scripts|dist)\/|\.map$/.test(file))).toEqual([]);
    for (const file of ['build/cli.mjs', 'build/server.mjs', 'build/library.mjs', 'build/jq-worker.mjs', 'LICENSE']) {
      expect(files).toContain(`package/${file}`);
    }
  });

  test('its command validates without any other package installed', () => {
    writeFileSync(join(folder, 'a.yml'), 'identifier: a b\n');
    const run = () =>
      execFileSync(process.execPath, ['package/build/cli.mjs', 'validate', 'a.yml'], { cwd: folder, encoding: 'utf8' });
    expect(run).toThrow(expect.objectContaining({ status: 1, stdout: expect.stringContaining('a.yml') }));
  });

  test('the version has a section in the changelog', () => {
    const { version } = JSON.parse(read('package.json'));
    const section = (name: string) =>
      execFileSync(process.execPath, ['scripts/changelog-section.mjs', name], {
        cwd: root,
        encoding: 'utf8',
        stdio: 'pipe',
      });
    expect(section(`v${version}`)).toContain('### Added');
    expect(() => section('v99.0.0')).toThrow('CHANGELOG.md has no section [99.0.0]');
  });
});
