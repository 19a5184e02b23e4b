import { placeholderSecrets } from '../../secrets/detect.ts';
import type { TextRule } from '../rule.ts';

/**
 * `<YOUR-TOKEN>`, `<your org>`, `YOUR_TOKEN`; but not what Slack and HTML write in angle brackets (`<@U012>`, `<br>`,
 * `<https://…|text>`).
 */
const placeholders = [
  /<(?:[A-Z][A-Z0-9]*[_ -][A-Z0-9_ -]{1,60}|[A-Z]{3,60}|[a-z]{2,20}(?:[_-][a-z]{2,20}){1,5})>/g,
  /<(?:your|my|insert|enter|replace)[_ -][\w -]{1,60}>/gi,
  /\bYOUR[_/-][A-Z0-9_/-]{1,60}/g,
  // `{INSTANCE}`, but neither a template nor a shell variable.
  /(?<![{$\\])\{[A-Z][A-Z0-9_-]{1,60}\}(?!\})/g,
  // `https://your-company.atlassian.net`
  /(?<=:\/\/(?:[\w-]{1,60}\.){0,3})\byour-[\w-]{1,60}/gi,
  ...placeholderSecrets,
];

/** A quick test: nearly all texts contain none of these. */
const hint = /[<{]|your|([0x])\1{7}/i;

/** Reports placeholders from examples that were never replaced. */
export const placeholder: TextRule = {
  code: 'lint/placeholder',
  severity: 'warning',
  title: 'A leftover placeholder',
  why: 'The definition was copied from an example and the placeholder was not replaced, so the call cannot work.',
  example: '"url": "https://hooks.slack.com/services/<YOUR_WEBHOOK>"',
  fix: '"url": "{{ .secrets.SLACK_WEBHOOK_URL }}"',
  look(text) {
    if (!hint.test(text)) return [];
    const found = placeholders.flatMap((pattern) => [...text.matchAll(pattern)]);
    // `<YOUR_TOKEN>` matches several patterns, but is one placeholder.
    const spans = found.map(({ 0: match, index }) => ({ match, start: index, end: index + match.length }));
    const outer = spans.filter(
      (one, place) =>
        !spans.some(
          (other, at) =>
            at !== place &&
            other.start <= one.start &&
            other.end >= one.end &&
            (other.match !== one.match || at < place),
        ),
    );
    return outer.map(({ match, start, end }) => ({
      message: `\`${match}\` looks like a placeholder; replace it with the real value.`,
      span: { start, end },
    }));
  },
};
