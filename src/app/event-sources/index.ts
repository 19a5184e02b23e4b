import type { EventSource, WebhookSource } from './event-source.ts';
import { gitHubCatalogSource } from './github-catalog.ts';
import { gitHubDispatchSource } from './github-dispatch.ts';
import { alertSource, catalogSource, httpSource, runSource, timerSource } from './own-sources.ts';

/** The event sources that read webhooks; `app.yml` asks for what they need. */
export const webhookSources: readonly WebhookSource[] = [gitHubCatalogSource, gitHubDispatchSource];

/** Every event source; a new one is a row here, plus a file if it reads webhooks. */
export const eventSources: readonly EventSource[] = [
  httpSource,
  catalogSource,
  timerSource,
  runSource,
  alertSource,
  ...webhookSources,
];
