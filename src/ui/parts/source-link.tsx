import type { SourceView } from '../../core/views/automation-view.ts';
import { sourceWords } from '../core/source-words.ts';

/** Where a definition comes from, as a link to its line where there is a page for it. */
export function SourceLink({ source }: { source: SourceView }) {
  const words = <bdi>{sourceWords(source)}</bdi>;
  if (source.url === null) return words;
  return (
    <a href={source.url} rel="noreferrer" target="_blank">
      {words}
    </a>
  );
}
