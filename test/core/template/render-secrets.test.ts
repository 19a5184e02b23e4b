import { describe, expect, it } from 'vitest';
import { secretNames } from '../../../src/core/template/secret-references.ts';
import { one, root } from './render-world.ts';

describe('core/template/render, secrets', () => {
  const secrets = { TOKEN: 's3cret-value', 'my-key': 'k3y-value', OTHER: 'oth3r-value' };

  it('renders secrets for the connection only, and marks for everything else', async () => {
    const definition = {
      headers: { Authorization: 'Bearer {{ .secrets.TOKEN }}', 'X-Key': '{{ .secrets["my-key"] | ascii_upcase }}' },
      all: '{{ . }}',
      names: '{{ keys }}',
      dynamic: '{{ .secrets[.a + "x"] // "none" }}',
      unknown: '{{ .secrets.MISSING }}',
    };
    const rendering = await one(definition, { secrets });
    expect(rendering).toEqual({
      ok: true,
      real: {
        headers: { Authorization: 'Bearer s3cret-value', 'X-Key': 'K3Y-VALUE' },
        all: root,
        names: Object.keys(root).sort(),
        dynamic: 'none',
        unknown: null,
      },
      shown: expect.objectContaining({
        headers: { Authorization: 'Bearer [secret TOKEN]', 'X-Key': '[SECRET MY-KEY]' },
        all: root,
      }),
      warnings: [],
    });
    expect(JSON.stringify(rendering)).not.toContain('oth3r');
  });

  it('provides only the secrets that the templates name', async () => {
    const rendering = await one(
      { all: '{{ .secrets }}', one: '{{ .secrets.TOKEN }}', other: 'OTHER {{ .a }}' },
      { secrets },
    );
    expect(rendering).toMatchObject({
      real: { all: { TOKEN: 's3cret-value' } },
      shown: { all: { TOKEN: '[secret TOKEN]' } },
    });
  });

  it('repeats no error that quotes a secret', async () => {
    const rendering = await one(
      { a: '{{ .secrets.TOKEN | tonumber }}', b: '{{ .secrets.TOKEN | if startswith("s3") then error else 1 end }}' },
      { secrets },
    );
    expect(rendering).toMatchObject({ ok: true, real: { a: null, b: null }, shown: { a: null, b: 1 } });
    expect(JSON.stringify(rendering)).not.toContain('s3cret');
    expect(rendering.warnings.map(({ path }) => path)).toEqual(['a', 'b']);
    expect(rendering.warnings[0]?.message).toContain('[secret TOKEN]');
    expect(rendering.warnings[1]?.message).toContain('not stored');
    const broken = await one({ '{{ .secrets.TOKEN | length }}': 1 }, { secrets });
    expect(broken).toMatchObject({
      ok: false,
      errors: [{ message: 'This key must render to text, not a number.' }],
    });
  });

  it('lists the names of secrets', () => {
    const definition = {
      url: 'https://x/{{ .secrets.URL_KEY }}',
      headers: { '{{ .secrets."quoted-key" }}': '{{ .secrets["a-b"] + .secrets.C }}{{ .secrets.C }}' },
      text: '.secrets.NOT_A_TEMPLATE',
    };
    expect(secretNames(definition)).toEqual(['URL_KEY', 'quoted-key', 'a-b', 'C']);
  });
});
