import { useState } from 'preact/hooks';
import { unifiedDiff } from '../../../core/change/line-diff.ts';
import type { AutomationRow } from '../../../core/views/automation-view.ts';
import type { RevisionView } from '../../../core/views/revision-view.ts';
import { authorOf, deedOf, wayOf } from '../../core/revision-words.ts';
import { DiffView } from '../../parts/diff-view.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Paged } from '../../parts/paged.tsx';
import { Ago } from '../../parts/time.tsx';
import { call } from '../../state/call-api.ts';
import { usePagedList } from '../../state/paged-list.ts';
import { mayChange, propose } from '../../state/proposals.ts';
import { useResource } from '../../state/resource.ts';

/** The changes of one automation, newest first, each of which can be taken back. */
export function HistoryPage({ id }: { id: string }) {
  const path = `/v1/automations/${encodeURIComponent(id)}`;
  const list = usePagedList<RevisionView>(`${path}/revisions?`, 'revisions', `automation:${id}`);
  // A deleted automation has a history too, but not this data.
  const now = useResource<{ automation: AutomationRow }>(path, [`automation:${id}`]).data?.automation ?? null;
  const [problem, setProblem] = useState<string | null>(null);
  const current = now?.revision ?? null;
  const restore = async (revision: string, definition: unknown) => {
    setProblem(null);
    const work =
      now?.source?.editable === true
        ? propose(id, { definition }, current)
        : call('POST', `${path}/restore`, { revision }, current === null ? {} : { 'if-match': `"${current}"` });
    await work.catch((error: unknown) => setProblem(error instanceof Error ? error.message : String(error)));
  };
  return (
    <>
      <h1>
        History of <bdi>{id}</bdi>
      </h1>
      <p>
        <a href={`/automations/${encodeURIComponent(id)}`}>Open in the editor</a>
      </p>
      {problem !== null && (
        <p class="flash" role="alert">
          <Icon name="alert" /> {problem}
        </p>
      )}
      <Paged list={list} noun="changes" icon="history" nothing="No change was recorded">
        {(revision) => (
          <Revision
            {...revision}
            isCurrent={revision.revision !== null && revision.revision === current}
            onRestore={mayChange(now?.source ?? null) ? restore : null}
          />
        )}
      </Paged>
    </>
  );
}

function Revision({
  isCurrent,
  onRestore,
  ...revision
}: RevisionView & {
  isCurrent: boolean;
  onRestore: ((revision: string, definition: unknown) => Promise<void>) | null;
}) {
  const { by, at, before, after } = revision;
  // A deletion leaves no definition, so undoing it restores the one before it.
  const [wanted, definition] = after === null ? [revision.previous, before] : [revision.revision, after];
  const text = (value: unknown) => (value === null ? '' : `${JSON.stringify(value, null, 2)}\n`);
  return (
    <div class="revision">
      <p>
        <strong>
          <bdi>{authorOf(by)}</bdi>
        </strong>{' '}
        {deedOf(revision)}{' '}
        <span class="muted">
          {wayOf(revision)} <Ago at={at} />
        </span>{' '}
        {isCurrent && <span class="label">Current</span>}
      </p>
      <details>
        <summary>What changed</summary>
        <DiffView text={unifiedDiff(text(before), text(after))} label="What changed" />
      </details>
      {!isCurrent && wanted !== null && onRestore !== null && (
        <button class="button" type="button" onClick={() => void onRestore(wanted, definition)}>
          Restore
          <span class="visually-hidden"> the version of {at}</span>
        </button>
      )}
    </div>
  );
}
