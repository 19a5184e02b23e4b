import type { SourceView } from '../../core/views/automation-view.ts';

/** Where a definition comes from, such as `acme/catalog · automations/page.yml:12`. */
export function sourceWords({ name, repository, path, line }: SourceView): string {
  if (path === null) return name;
  const place = line === null ? path : `${path}:${line}`;
  return repository === null ? place : `${repository} · ${place}`;
}
