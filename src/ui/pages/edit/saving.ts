import { useState } from 'preact/hooks';
import { messageOf } from '../../../core/error.ts';
import { isObject, type Json, type JsonObject, valueAt } from '../../../core/json.ts';
import type { SourceView } from '../../../core/views/automation-row.ts';
import type { Draft } from '../../core/draft.ts';
import { textAt } from '../../core/json-at.ts';
import { ApiError, call } from '../../state/api.ts';
import { navigate, releaseGuards } from '../../state/location.ts';
import { propose } from '../../state/proposals.ts';
import { refresh } from '../../state/resource.ts';
import { validate } from '../../state/validation.ts';
import type { Refused, Theirs } from './conflict.tsx';

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
  /** What was changed elsewhere meanwhile. */
  refused: Refused | null;
  save(): Promise<void>;
  /** Deletes it as it is at `revision`, without asking again. */
  remove(revision: string | null): Promise<void>;
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
    save: () =>
      act('save', async () => {
        await requireValid(draft);
        if (isOwned && id !== null) {
          await propose(id, { definition: draft.value }, base.revision);
          return leaveWith(null);
        }
        if (id === null || base.revision === null) await call('POST', '/v1/actions', draft.value);
        else await call('PUT', path, draft.value, ifMatch(base.revision));
        await leaveWith(textAt(draft.value, ['identifier']));
      }),
    remove: (revision) =>
      act('delete', async () => {
        if (isOwned && id !== null) await propose(id, { definition: null }, revision);
        else await call('DELETE', path, undefined, ifMatch(revision ?? '*'));
        await leaveWith(null);
      }),
    decide() {
      setRefused(null);
      setRefusal(null);
    },
    leave: () => void leaveWith(null),
  };
}

function ifMatch(revision: string): Record<string, string> {
  return { 'if-match': revision === '*' ? revision : `"${revision}"` };
}

async function requireValid({ problem, text }: Draft): Promise<void> {
  if (problem !== null) throw new Error(`The definition is not JSON: ${problem}`);
  const errors = (await validate(text)).filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return;
  throw new Error(`Not saved: fix ${errors.length === 1 ? 'the error' : 'the errors'} below first`);
}

/** What a refusal says of the automation as it is now; null for any other refusal. */
function theirsOf(error: unknown): Theirs | null {
  if (!(error instanceof ApiError)) return null;
  if (error.status === 404) return { revision: null, definition: null };
  const details = error.details as Json | undefined;
  const [revision, definition] = [valueAt(details, 'revision'), valueAt(details, 'definition')];
  if (error.status !== 412 || typeof revision !== 'string' || !isObject(definition)) return null;
  return { revision, definition };
}

/** Back to the list, with what was stored. */
async function leaveWith(identifier: string | null): Promise<void> {
  releaseGuards();
  if (identifier !== null) await refresh(`/v1/automations/${encodeURIComponent(identifier)}`);
  navigate('/automations');
}
