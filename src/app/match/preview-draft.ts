import { readPartial } from '../../core/definition/partial.ts';
import { AppError } from '../../core/error.ts';
import type { Event } from '../../core/event/event.ts';
import { explainEvent } from '../../core/explain/explain.ts';
import type { Json } from '../../core/json.ts';
import { happened } from '../../core/match/keys.ts';
import { triggerDataOf } from '../../core/match/trigger-data.ts';
import { readWrittenEvent } from '../../core/test-file/read-written-event.ts';
import { renderShown } from '../../core/test-file/render-preview.ts';
import { sampleEvent } from '../../core/test-file/sample-event.ts';
import type { PreviewView, SampleView } from '../../core/views/preview-view.ts';
import { type BlueprintUseCase, readBlueprints } from '../catalog/manage-blueprints.ts';
import type { World } from '../world.ts';

/** How long a preview may spend on jq, ms: the same as an explanation, so that both give one answer. */
const deadline = 5_000;

/** What a preview is asked: a definition, which need not be complete, and an event, written or stored. */
export type PreviewRequest = { definition: Json; event?: Json; eventId?: string };

/** Tries a definition while it is being written. Nothing is called and nothing is stored. */
export type Preview = {
  preview(request: PreviewRequest): Promise<PreviewView>;
  /** Generates an event for the definition's trigger. */
  sample(definition: Json): Promise<SampleView>;
};

/** Creates previews, which use the matching and rendering of real runs. */
export function createPreview(
  { jq, store }: Pick<World, 'jq' | 'store'>,
  blueprints: Pick<BlueprintUseCase, 'list'>,
): Preview {
  async function readEvent({ event, eventId }: PreviewRequest): Promise<Event | string> {
    if (eventId !== undefined) {
      const stored = await store.events.get(eventId);
      if (stored === null) throw new AppError('not_found', `There is no event ${eventId}`);
      return stored.event;
    }
    const problems: string[] = [];
    const read = readWrittenEvent(event ?? null, ['event'], ({ message }) => problems.push(message));
    return read ?? `Not an event: ${problems.join(' ')}`;
  }

  return {
    async preview(request) {
      const event = await readEvent(request);
      if (typeof event === 'string') return { event: null, explanation: null, problem: event };
      const part = readPartial(request.definition);
      if (!part.ok) return { event: happened(event), explanation: null, problem: part.problem };
      const [one] = await explainEvent([part.automation], event, jq, { deadline });
      if (one === undefined) throw new Error('an automation was not explained');
      // The request is of interest even before the condition is true.
      const root = triggerDataOf(event, part.automation.identifier, null);
      const rendering = one.rendering ?? (await renderShown(part.automation, root, jq, { deadline }));
      const explanation = {
        ...one.view,
        ...(rendering?.ok && { request: rendering.shown }),
        errors: rendering?.ok === false ? rendering.errors : [],
        warnings: rendering?.warnings ?? [],
      };
      return { event: happened(event), explanation, problem: null };
    },

    async sample(definition) {
      const part = readPartial(definition);
      if (!part.ok) return { event: null, problem: part.problem };
      const { event, condition } = part.automation.trigger;
      const known = 'blueprintIdentifier' in event ? await readBlueprints(blueprints) : null;
      const blueprint = known?.get('blueprintIdentifier' in event ? event.blueprintIdentifier : '') ?? null;
      return { event: sampleEvent(event, condition, blueprint), problem: null };
    },
  };
}
