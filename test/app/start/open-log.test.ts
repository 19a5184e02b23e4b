import { describe, expect, test } from 'vitest';
import { openLog } from '../../../src/app/start/open-log.ts';

async function linesOf(format: 'json' | 'pretty' | null): Promise<string> {
  let output = '';
  const log = await openLog('info', format, {
    write(line) {
      output += line;
    },
  });
  log.debug({}, 'not shown');
  log.info({ by: 'client:a', authorization: 'Basic c2VjcmV0' }, 'an API write');
  return output;
}

describe('app/start/open-log', () => {
  test('writes JSON for programs, the default for files and pipes', async () => {
    for (const format of ['json', null] as const) {
      const line = JSON.parse(await linesOf(format));
      expect(line).toMatchObject({ level: 30, msg: 'an API write', by: 'client:a', authorization: '[redacted]' });
    }
  });

  test('writes one readable line for people, without secrets', async () => {
    const output = await linesOf('pretty');
    expect(output).toMatch(/^\[\d\d:\d\d:\d\d\.\d{3}\] INFO: an API write \{"by":"client:a".*\}\n$/);
    expect(output).not.toContain('c2VjcmV0');
  });
});
