import { describe, expect, test } from 'vitest';
import { jqHint } from '../../../src/core/expression/hints.ts';
import { jqForTests } from '../../jq/jq.ts';

const jq = jqForTests();

describe('core/expression/hints', () => {
  test.each([
    ['.a.incidents.0.status', '.a.incidents[0].status', '.0'],
    ['.a[1].2', '.a[1][2]', '.2'],
    ['.a == 1||.b', '.a == 1 or .b', '||'],
    ['.a && .b', '.a and .b', '&&'],
    ['.a === "x||y"', '.a == "x||y"', '==='],
    ['.a ?? "x"', '.a // "x"', '??'],
    ['secrets.SLACK', '.secrets.SLACK', 'secrets'],
    ['.secrets.lower-case', '.secrets."lower-case"', '.lower-case'],
    ['.a.on-call == "x"', '.a."on-call" == "x"', '.on-call'],
    [' if eq .a "b" ', undefined, 'if eq'],
    [' end ', undefined, 'end'],
    ['.a | truncate 500', '.a | .[:500]', '| truncate 500'],
    ['.a | default "none" | ascii_upcase', '.a // "none" | ascii_upcase', '| default "none"'],
    ['.a | join ", "', undefined, '| join "'],
    ['.a == “x || y”', '.a == "x || y"', '“'],
    ['.a == True and .b != None', '.a == true and .b != null', 'True'],
    ['.a in ["x", "y"]', '.a | IN("x", "y")', '.a in ["x", "y"]'],
    ['.b and .a not in ["x"]', '.b and (.a | IN("x") | not)', '.a not in ["x"]'],
    ['.a.b.startswith("x")', '.a.b | startswith("x")', '.a.b.startswith("x")'],
    ['.a.includes("(") and .b', '(.a | index("(") != null) and .b', '.a.includes("(")'],
    ['.a.toLowerCase() == "x"', '(.a | ascii_downcase) == "x"', '.a.toLowerCase()'],
    ['.a == "?" ? "x : y" : "z"', 'if .a == "?" then "x : y" else "z" end', '.a == "?" ? "x : y" : "z"'],
    ['.a in [None]', '.a in [null]', '.a in [None]'],
    ['!.a.b', '.a.b | not', '!.a.b'],
    ['!.a.b and .c', '(.a.b | not) and .c', '!.a.b'],
    ['!(.a == "x")', undefined, '!'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: that is the mistake.
    ['${.a.b} == "x"', '.a.b == "x"', '${.a.b}'],
    ['$event.diff.after == null', '.event.diff.after == null', '$event'],
    ['{{ .event.diff.after.title }}', '.diff.after.title', '{{ .event.diff.after.title }}'],
    ['.a == {{ .b }}', '.a == .b', '{{ .b }}'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: that is the mistake.
    ['${{ .a == "x" }}', '.a == "x"', '${{ .a == "x" }}'],
    ['.a == "x" {% if .b %}', undefined, '{%'],
    ['<%= .a %> == "x"', undefined, '<%='],
    [' github.event.action ', undefined, 'github'],
    ['#if .event.id', undefined, '#if'],
    ['/if', undefined, '/if'],
    ['! note ', undefined, '!'],
    [".a | default('none')", '.a // "none"', "| default('none')"],
    ['{ .event.id ', ' .event.id ', '{'],
    ['{a: .event.id', ' {a: .event.id} ', '{'],
    [' .a.b || "x" ', ' .a.b // "x" ', '.a.b || "x"'],
    ['.a || "x" | ascii_upcase', '.a // "x" | ascii_upcase', '.a || "x"'],
    ['.a == .b || "x"', '.a == .b or "x"', '||'],
    ['.a == 1 AND .b', '.a == 1 and .b', 'AND'],
    ['.a == "OR" OR .OR', '.a == "OR" or .OR', 'OR'],
    ['.a is "x"', '.a == "x"', 'is'],
    ['.a is not true', '.a != true', 'is not'],
    ['.a equals "x"', '.a == "x"', 'equals'],
    ['.a not equal to 3', '.a != 3', 'not equal to'],
    ['.a startsWith "x"', '.a | startswith("x")', '.a startsWith "x"'],
    ['.a <> "x"', '.a != "x"', '<>'],
    ['.a =! "x"', '.a != "x"', '=!'],
    ['.a > 80% and .b', '.a > 80 and .b', '80%'],
    ['$.a.b == 1', '.a.b == 1', '$'],
    ['.a == 1 , ', '.a == 1', ','],
    ['.a == "x" // or so', '.a == "x"', '// or so'],
    ['let x = 1', undefined, 'let x ='],
    ['.a == `x`', '.a == "x"', '`x`'],
    [".a | split(',') | .[0]", '.a | split(",") | .[0]', "','"],
    [' now() | todate ', ' now | todate ', 'now()'],
    [' - .event.id - ', ' .event.id ', '- .event.id -'],
    [' printf "%s" .event.id ', '.event.id', 'printf "%s" .event.id'],
    [' range .event.tags ', undefined, 'range .event.tags'],
    ['.a | includes("x")', '.a | (index("x") != null)', 'includes("x")'],
    ['.a != undefined', '.a != null', 'undefined'],
  ])('%s', (expression, fixed, marked) => {
    const hint = jqHint(expression);
    expect(hint?.fixed).toBe(fixed);
    expect(expression.slice(hint?.start, (hint?.start ?? 0) + (hint?.length ?? 0))).toBe(marked);
  });

  test('does not mistake numbers and strings for mistakes', () => {
    expect(jqHint('.a == 1.5 and .b == "c.0 || d"')).toBeNull();
    expect(jqHint('x.0')?.fixed).toBe('x[0]');
  });

  test('handles a long word in linear time', () => {
    for (const word of [
      ' '.repeat(600_000),
      `a${' '.repeat(300_000)}b`,
      'a'.repeat(600_000),
      `${'9'.repeat(600_000)}.5`,
      'a.'.repeat(300_000),
    ]) {
      expect(jqHint(word)).toBeNull();
    }
  });

  test.each([
    ['.a | lower', '.a | ascii_downcase', 'jq has no `lower`; write `ascii_downcase`'],
    ['.a | ascii_downcas', '.a | ascii_downcase', 'jq has no `ascii_downcas`; you probably mean `ascii_downcase`'],
    ['.a | tset("x")', '.a | test("x")', 'jq has no `tset`; you probably mean `test`'],
    ['length(.a)', undefined, '`length` takes no arguments: pipe the value into it, as in .x | length'],
    ['.a | has', undefined, '`has` takes 1 argument, not 0'],
    ['change', undefined, 'jq has no function `change`; write `.change` for a field or `"change"` for text'],
    [
      '.a | frobnicate',
      undefined,
      'jq has no function `frobnicate`; write `.frobnicate` for a field or `"frobnicate"` for text',
    ],
    [
      '.a | frobnicate(1; 2)',
      undefined,
      'jq has no function `frobnicate`; define it in front of the expression, as in `def frobnicate(f1; f2): …;`',
    ],
    ['.a == "x', undefined, 'a string that starts with " is not closed'],
    ['.a == "x”', '.a == "x"', 'strings need straight double quotes, not curly ones'],
    [
      '.a == "x" {% if .b %}',
      undefined,
      '`{%` begins a tag of Jinja or Liquid; write one jq expression, as in if … then … else … end',
    ],
    [
      'github.ref == "x"',
      undefined,
      '`github` is a context of GitHub Actions, which does not exist here; read the event instead',
    ],
    ['.a == None', '.a == null', 'jq has no `None`; write `null`'],
    ['.a == True', '.a == true', 'in jq, `true` is lower case'],
    ['.a.toLowerCase()', '.a | ascii_downcase', 'in jq, a function follows a pipe; write `.a | ascii_downcase`'],
    [
      ' range $i, $x := .event.tags ',
      undefined,
      'jq has no loop over templates; write the items of a list as text: {{ .event.tags | map(tostring) | join(", ") }}',
    ],
    ['.a | test("\\\\d+\\d")', '.a | test("\\\\d+\\\\d")', 'in a string, a backslash is written twice, as in \\\\d'],
    ['if .a then true', undefined, 'this `if` has no `end`; write if … then … else … end'],
    ['if .a then 1 else 2', 'if .a then 1 else 2 end', 'this `if` has no `end`; write if … then … else … end'],
    ['(.a == 1 and (.b', '(.a == 1 and (.b))', 'this `(` is not closed; a `)` is missing'],
    ['.a == 1)', undefined, 'there is no `(` for this `)`'],
    ['[.a}', undefined, 'the `[` before it is closed by `]`, not by `}`'],
    ['.a = = "x"', undefined, '`=` is not expected here; write `==` without a space'],
    ['.a > = 1', undefined, '`=` is not expected here; write `>=` without a space'],
    ['.a == == "x"', undefined, '`==` is not expected here'],
    ['.a "x"', undefined, '`"x"` is not expected here; an operator is missing before it, such as ==, `and` or |'],
    ['.a ==', undefined, 'it ends too early: something is missing after `==`'],
  ])('explains %s, which jq rejects', async (expression, fixed, message) => {
    const [problem] = await jq.compile([expression]);
    expect(jqHint(expression, problem ?? undefined)).toMatchObject({ message, ...(fixed && { fixed }) });
  });

  test('suggests only expressions that compile', async () => {
    const mistakes = ['.a in ["x", "y"]', '.b and .a not in ["x"]', '.a.includes("(") and .b', '.a == 1 ? "x" : "y"'];
    mistakes.push('.a || "x"', '.a | includes("x") and .b', ".a | split(',')", '.a == 1 // so', '.a <> 1');
    const fixed = mistakes.map((mistake) => jqHint(mistake)?.fixed ?? '');
    expect(await jq.compile(fixed)).toEqual(fixed.map(() => null));
  });
});
