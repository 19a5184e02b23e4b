import { describe, expect, test } from 'vitest';
import { junitOf } from '../../src/report/junit.ts';

const place = { line: 3, column: 5 };

describe('report/junit', () => {
  test('writes a suite per file, and escapes what XML cannot hold', () => {
    const base = { automation: 'a', file: 'a.test.yml', range: { start: place, end: place } };
    const xml = junitOf([
      { ...base, name: 'passes "<&>"', outcome: 'passed' },
      {
        ...base,
        name: 'fails\u0000',
        outcome: 'failed',
        failure: { message: 'one\ntwo', details: '✘ .a < 1 ]]>' },
      },
      { ...base, name: 'skipped', file: 'b.test.yml', outcome: 'skipped' },
    ]);
    expect(xml).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="catalog-automations" tests="3" failures="1" errors="0" skipped="1">
  <testsuite name="a.test.yml" tests="2" failures="1" errors="0" skipped="0">
    <testcase name="passes &quot;&lt;&amp;&gt;&quot;" classname="a" file="a.test.yml" line="3"/>
    <testcase name="fails\uFFFD" classname="a" file="a.test.yml" line="3">
      <failure message="one&#10;two">✘ .a &lt; 1 ]]&gt;</failure>
    </testcase>
  </testsuite>
  <testsuite name="b.test.yml" tests="1" failures="0" errors="0" skipped="1">
    <testcase name="skipped" classname="a" file="b.test.yml" line="3">
      <skipped message="The automation has errors."/>
    </testcase>
  </testsuite>
</testsuites>
`);
  });
});
