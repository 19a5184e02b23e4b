import type { Delivery } from '../../store/deliveries.ts';

/** One way for events to come in: a file that exports such an object, and a line in `index.ts`. */
export type EventSource = {
  /** As it is kept with each event. */
  name: string;
  /** One line for docs/events.md: what brings events this way. */
  title: string;
  /** How it is set up or used, one line for the same table. */
  how: string;
};

/** An event source that webhooks of GitHub bring to us. */
export type GitHubSource = EventSource & {
  /** The webhooks that it reads. */
  webhooks: readonly string[];
  /** Repository permissions that the App needs for it (GitHub's names). */
  permissions: Readonly<Record<string, 'read' | 'write'>>;
};

/** What became of a delivery: done, with what could not be done; or kept until something changes. */
export type Handled =
  | { type: 'done'; problems: string[] }
  | { type: 'wait'; for: string; problems: string[] }
  | { type: 'later' };

/** Takes a delivery in. Rejects for failures of ours: then it is handled again. */
export type TakeDelivery = (delivery: Delivery) => Promise<Handled>;
