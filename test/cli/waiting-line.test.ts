import { describe, expect, test } from 'vitest';
import { createWaitingLine } from '../../src/cli/waiting-line.ts';

/** What is written while a run is waited for, one look after another, at these times in ms. */
function written(isErrorTerminal: boolean, times: readonly number[]): string[] {
  const texts: string[] = [];
  const write = (text: string) => void texts.push(text);
  const clock = [0, ...times];
  const line = createWaitingLine(
    { isErrorTerminal, showProgress: write, printError: write },
    { id: 'r_1', automation: 'a' },
    60,
    () => clock.shift() ?? 0,
  );
  for (const _ of times) line.onWait('retrying');
  line.end();
  return texts;
}

describe('cli/waiting-line', () => {
  test('a terminal shows how long the wait is, and clears the line afterwards', () => {
    expect(written(true, [0, 2_500])).toEqual(['a  r_1  retrying, 0 of 60 s', 'a  r_1  retrying, 2 of 60 s', '']);
  });

  test('without a terminal a longer wait is reported once', () => {
    expect(written(false, [0, 250, 1_200, 5_000])).toEqual(['Waiting for r_1 of a (retrying), up to 60 s …']);
    expect(written(false, [0, 250])).toEqual([]);
  });
});
