import { useState } from 'preact/hooks';
import { messageOf } from '../../../core/error.ts';
import type { JsonObject } from '../../../core/json.ts';
import type { SourceView } from '../../../core/views/automation-view.ts';
import type { Draft } from '../../core/draft.ts';
import { textAt } from '../../core/json-at.ts';
import { call } from '../../state/call-api.ts';
import { theirsOf } from '../../state/conflicts.ts';
import { navigate, releaseGuards } from '../../state/location.ts';
import { propose } from '../../state/proposals.ts';
import { refresh } from '../../state/resource.ts';
import { validate } from '../../state/validation.ts';
import { askAboutWaiting } from '../../state/waiting-question.ts';
import type { Refused } from './conflict.tsx';

/**
 * A definition as the service has it; null for the revision of one that it does not have. `source`: what owns it, if it
 * is not stored here alone.
 */
export type Stored = { revision: string | null; definition: JsonObject; source?: SourceView | null };

/** Saving and deleting, never over a change that has not been seen. */
export type Saving = {
  busy: boolean;
  /** Why nothing was done, in a sentence. */
  refusal: string | null;
  /** What was changed elsewhere in the meantime. */
  refused: Refused | null;
  save(): Promise<void>;
  /** Deletes it as it is at `revision`. */
  remove(revision: string | null): Promise<void>;
  /** Where to define a new one: a repository's source, or empty for this service. */
  place: string;
  setPlace(place: string): void;
  /** Ends a conflict, whichever way it was decided. */
  decide(): void;
  /** Leaves for the list without saving. */
  leave(): void;
};

/** Saves and deletes one automation; `id` is null for one that is new. */
export function useSaving(id: string | null, draft: Draft, base: Stored): Saving {
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [refused, setRefused] = useState<Refused | null>(null);
  const [place, setPlace] = useState('');
  const path = `/v1/actions/${encodeURIComponent(id ?? '')}`;
  // Its repository would undo what is stored here: what changes it is proposed there.
  const isOwned = base.source?.editable === true;

  const act = async (wanted: Refused['wanted'], work: () => Promise<void>) => {
    setBusy(true);
    setRefusal(null);
    await work().catch((error: unknown) => {
      const theirs = id === null ? null : theirsOf(error);
      if (theirs !== null) setRefused({ theirs, wanted });
      else setRefusal(messageOf(error));
    });
    setBusy(false);
  };

  return {
    busy,
    refusal,
    refused,
    place,
    setPlace,
    save: () =>
      act('save', async () => {
        await requireValid(draft);
        if (isOwned && id !== null) {
          await propose(id, { definition: draft.value }, base.revision);
          return leaveWith(null);
        }
        if (id === null && place !== '') {
          await propose(textAt(draft.value, ['identifier']), { definition: draft.value, source: place }, null);
          return leaveWith(null);
        }
        if (id === null || base.revision === null) await call('POST', '/v1/actions', draft.value);
        else {
          const isStopped = base.definition.publish !== false && draft.value.publish === false;
          const waiting = isStopped ? await askAboutWaiting(id, 'Switch off') : 'cancel';
          if (waiting === null) return;
          await call('PUT', `${path}?waitingRuns=${waiting}`, draft.value, ifMatch(base.revision));
        }
        await leaveWith(textAt(draft.value, ['identifier']));
      }),
    remove: (revision) =>
      act('delete', async () => {
        const name = id ?? '';
        if (isOwned) {
          if (!isSure(name)) return;
          await propose(name, { definition: null }, revision);
        } else {
          const waiting = await askAboutWaiting(name, 'Delete', () => isSure(name));
          if (waiting === null) return;
          await call('DELETE', `${path}?waitingRuns=${waiting}`, undefined, ifMatch(revision ?? '*'));
        }
        await leaveWith(null);
      }),
    decide() {
      setRefused(null);
      setRefusal(null);
    },
    leave: () => void leaveWith(null),
  };
}

function isSure(identifier: string): boolean {
  return window.confirm(`Delete the automation ${identifier}? Its runs stay.`);
}

function ifMatch(revision: string): Record<string, string> {
  return { 'if-match': revision === '*' ? revision : `"${revision}"` };
}

async function requireValid({ problem, text, yaml, unfinished }: Draft): Promise<void> {
  if (problem !== null)
    throw new Error(`Not saved: the definition is not ${yaml === null ? 'JSON' : 'YAML'}: ${problem}`);
  const errors = (await validate(text)).filter(({ severity }) => severity === 'error');
  const count = errors.length + unfinished.length;
  if (count > 0) throw new Error(`Not saved: fix ${count === 1 ? 'the error' : 'the errors'} below first`);
}

/** Back to the list, with what was stored. */
async function leaveWith(identifier: string | null): Promise<void> {
  releaseGuards();
  if (identifier !== null) await refresh(`/v1/automations/${encodeURIComponent(identifier)}`);
  navigate('/automations');
}
