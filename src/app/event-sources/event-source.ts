import type { Delivery } from '../../store/deliveries.ts';
import type { EventInput } from '../../store/events.ts';
import type { CatalogUseCase } from '../catalog/catalog.ts';
import type { GitHubMappings } from '../github/mappings.ts';
import type { World } from '../world.ts';

/** One way for events to come in; each is a line in `index.ts`. */
export type EventSource = {
  /** The name stored with each of its events. */
  name: string;
  /** One line for docs/events.md: what brings events this way. */
  title: string;
  /** How to set it up or use it: one line for the same table. */
  how: string;
};

/** An event source that reads GitHub webhooks. */
export type WebhookSource = EventSource & {
  /** The webhooks it reads. */
  webhooks: readonly string[];
  /** The repository permissions the App needs for it (GitHub's names). */
  permissions: Readonly<Record<string, 'read' | 'write'>>;
  /** Creates the handler of its deliveries. */
  open(world: Pick<World, 'store' | 'jq' | 'clock' | 'settings'>, tools: SourceTools): TakeDelivery;
};

/** What event sources need to turn deliveries into events. */
export type SourceTools = {
  catalog: Pick<CatalogUseCase, 'feed' | 'move'>;
  mappings: GitHubMappings;
  /** The login under which GitHub shows what our App does. */
  login(): Promise<string | null>;
  ingest(inputs: readonly EventInput[]): Promise<unknown>;
};

/** The result of handling a delivery: done, with its problems, or kept until something changes. */
export type Handled =
  | { type: 'done'; problems: string[] }
  | { type: 'wait'; for: string; problems: string[] }
  | { type: 'later' };

/** Handles a delivery. Rejects for internal errors; then the delivery is handled again. */
export type TakeDelivery = (delivery: Delivery) => Promise<Handled>;
