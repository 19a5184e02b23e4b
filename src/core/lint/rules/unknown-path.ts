import { closest } from '../../closest.ts';
import type { Finding } from '../../source/place-finding.ts';
import type { AutomationRule, ReadSite } from '../rule.ts';
import { siteFinding } from '../site-finding.ts';

/** Reports fields that do not exist behind a pipe or in parentheses; other rules know the paths from the root. */
export const unknownPath: AutomationRule = {
  code: 'lint/unknown-path',
  severity: 'warning',
  isCause: true,
  title: 'A path that leads nowhere',
  why: 'The value before it never has such a field, so the path is always null.',
  example: '".diff.after | .propertis.status == \\"open\\""',
  fix: '".diff.after | .properties.status == \\"open\\""',
  check({ remarked }) {
    return remarked.flatMap((site) =>
      (site.typed?.remarks ?? []).flatMap((remark): Finding[] => {
        if (remark.kind !== 'missing' || isFromRoot(site, remark.node.start)) return [];
        const { node, name, known } = remark;
        const meant = closest(name, known);
        const start = 'of' in node && node.of ? node.of.end : node.start;
        const at = start + site.expression.slice(start, node.end).indexOf(name);
        const hint = meant === undefined ? '.' : `; did you mean \`${meant}\`?`;
        const message = `\`.${name}\` is null: there is no field \`${name}\` here${hint}`;
        const isPlain = meant !== undefined && at >= start && /^[A-Za-z_]\w*$/.test(meant);
        return [
          siteFinding(
            site,
            isPlain ? { start: at, end: at + name.length } : node,
            message,
            isPlain ? meant : undefined,
          ),
        ];
      }),
    );
  },
};

function isFromRoot({ paths }: ReadSite, start: number): boolean {
  return paths.some((path) => path.start === start);
}
