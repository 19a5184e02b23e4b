import { catalogSource } from './catalog.ts';
import type { EventSource, GitHubSource } from './event-source.ts';
import { gitHubCatalogSource } from './github-catalog.ts';
import { gitHubDispatchSource } from './github-dispatch.ts';
import { httpSource } from './http.ts';
import { runSource } from './run.ts';
import { timerSource } from './timer.ts';

/** The sources that webhooks of GitHub bring; `app.yml` asks for what they need. */
export const gitHubSources: readonly GitHubSource[] = [gitHubCatalogSource, gitHubDispatchSource];

/** Every event source. A new one is its file and a line here. */
export const eventSources: readonly EventSource[] = [
  httpSource,
  catalogSource,
  timerSource,
  runSource,
  ...gitHubSources,
];
