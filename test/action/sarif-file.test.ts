import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sarifFile } from '../../src/action/sarif-file.ts';
import { createCheckout } from './checkout.ts';
import { definition } from './definitions.ts';
import { annotations, runStep } from './job.ts';

describe('action/sarif-file', () => {
  test('accepts only paths inside the workspace or RUNNER_TEMP, whether or not they exist', () => {
    using checkout = createCheckout({ 'a.txt': '' });
    const temporary = mkdtempSync(join(tmpdir(), 'catalog-runner-'));
    const { root } = checkout;
    const place = (path: string) => sarifFile(root, temporary, path);
    try {
      expect(place('out.sarif')).toBe(`${root}/out.sarif`);
      expect(place('new/deep/../x.sarif')).toBe(`${root}/new/x.sarif`);
      expect(place(`${temporary}/x.sarif`)).toBe(`${temporary}/x.sarif`);
      symlinkSync(tmpdir(), `${root}/out`);
      symlinkSync(join(tmpdir(), 'nowhere-at-all'), `${root}/dangling.sarif`);
      symlinkSync('a.txt', `${root}/inside.sarif`);
      expect(place('inside.sarif')).toBe(`${root}/inside.sarif`);
      for (const path of ['../x.sarif', '/x.sarif', '.', 'out/x.sarif', 'out/new/x.sarif', 'dangling.sarif']) {
        expect(() => place(path), path).toThrow('must be inside the workspace or RUNNER_TEMP.');
      }
      expect(() => sarifFile(root, undefined, `${temporary}/x.sarif`)).toThrow(
        'must be inside the workspace or RUNNER_TEMP',
      );
    } finally {
      rmSync(temporary, { recursive: true });
    }
  });

  test('fails the job before doing anything if the path is outside', async () => {
    using checkout = createCheckout({ 'automations/a.json': definition('a', { titel: 'x' }) });
    const target = `${checkout.root}-outside.sarif`;
    const step = await runStep({ root: checkout.root, inputs: { sarif: target } });
    expect([step.code, annotations(step)]).toEqual([1, [expect.stringContaining(`\`sarif: ${target}\` points to`)]]);
    expect(existsSync(target)).toBe(false);
  });
});
