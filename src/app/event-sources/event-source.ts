import type { Delivery } from '../../store/deliveries.ts';
import type { EventInput } from '../../store/events.ts';
import type { CatalogUseCase } from '../catalog/catalog.ts';
import type { GitHubMappings } from '../github/mappings.ts';
import type { World } from '../world.ts';

/** One way for events to come in: a line in `index.ts`. */
export type EventSource = {
  /** As it is kept with each event. */
  name: string;
  /** One line for docs/events.md: what brings events this way. */
  title: string;
  /** How it is set up or used, one line for the same table. */
  how: string;
};

/** An event source that reads webhooks of GitHub. */
export type WebhookSource = EventSource & {
  /** The webhooks that it reads. */
  webhooks: readonly string[];
  /** Repository permissions that the App needs for it (GitHub's names). */
  permissions: Readonly<Record<string, 'read' | 'write'>>;
  /** Starts taking deliveries in. */
  open(world: Pick<World, 'store' | 'jq' | 'clock' | 'settings'>, tools: SourceTools): TakeDelivery;
};

/** What event sources turn deliveries into events with. */
export type SourceTools = {
  catalog: Pick<CatalogUseCase, 'feed' | 'move'>;
  mappings: GitHubMappings;
  /** The name under which GitHub shows what our App does. */
  login(): Promise<string | null>;
  ingest(inputs: readonly EventInput[]): Promise<unknown>;
};

/** What became of a delivery: done, with what could not be done; or kept until something changes. */
export type Handled =
  | { type: 'done'; problems: string[] }
  | { type: 'wait'; for: string; problems: string[] }
  | { type: 'later' };

/** Takes a delivery in. Rejects for internal errors: then it is handled again. */
export type TakeDelivery = (delivery: Delivery) => Promise<Handled>;
