import { useEffect, useState } from 'preact/hooks';
import { messageOf } from '../../core/error.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import type { PreviewView } from '../../core/views/preview-view.ts';
import { call } from './call-api.ts';

/** How long nothing must be typed before a definition is tried, ms. */
const quietMs = 250;

/** The event that a definition is tried on: a received one by its id, or one that was made up. */
export type TriedEvent = { eventId: string } | { event: Json };

/** The latest answer, and whether it is about the current text. */
export type TriedDraft = { preview: PreviewView | null; error: string | null; isCurrent: boolean };

/** Tries a definition on an event whenever one of them changes; an answer to what has been changed since is dropped. */
export function usePreview(definition: JsonObject, event: TriedEvent | null): TriedDraft {
  const [answer, setAnswer] = useState<Omit<TriedDraft, 'isCurrent'> & { to: string }>({
    preview: null,
    error: null,
    to: '',
  });
  const asked = event === null ? '' : JSON.stringify({ definition, ...event });
  useEffect(() => {
    if (asked === '') return;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      call<{ preview: PreviewView }>('POST', '/v1/automations/preview', JSON.parse(asked), {}, stop.signal).then(
        ({ preview }) => setAnswer({ preview, error: null, to: asked }),
        (error: unknown) => {
          if (!stop.signal.aborted) setAnswer({ preview: null, error: messageOf(error), to: asked });
        },
      );
    }, quietMs);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [asked]);
  return { preview: answer.preview, error: answer.error, isCurrent: answer.to === asked };
}
