import type { GitHub } from '../../backends/backend.ts';
import { deliveryNamesOf, senderNames, senderOf } from '../../backends/providers.ts';
import { readMapping } from '../../core/catalog/github/mapping.ts';
import { AppError } from '../../core/error.ts';
import { formatIssue } from '../../core/issue/format-issue.ts';
import type { SourceFile } from '../../core/source/source.ts';
import type { EventInput } from '../../store/events.ts';
import type { CatalogUseCase } from '../catalog/catalog.ts';
import { createGitHubEvents, type GitHubEvents } from '../deliveries/deliveries.ts';
import { webhookSources } from '../event-sources/index.ts';
import { createImportRound } from '../import/import-round.ts';
import { createImports, type Imports } from '../import/imports.ts';
import { importOnInstallation } from '../import/on-installation.ts';
import type { BulkRound } from '../operate/bulk-runner.ts';
import type { RunReporting } from '../runs/report-run.ts';
import type { World } from '../world.ts';
import { createGitHubMappings, mappingOwner } from './mappings.ts';

/** What was received from GitHub and other providers, as the API shows it. */
export type GitHubViews = {
  /** The mappings in use, by account, with their problems. */
  mappings(): Promise<object[]>;
  /** The providers that send webhooks. */
  senders: readonly string[];
  /** Webhooks, newest first; only those with problems when `troubled`; `sender` null: from every provider. */
  deliveries(limit: number, troubled: boolean, sender: string | null): Promise<object[]>;
};

/** An operator's settings for events from GitHub. */
export type GitHubIntakeOptions = {
  /** The accounts whose events are accepted, in lower case; null for every account that installed the App. */
  accounts: readonly string[] | null;
  /** The mapping of accounts without their own; null for the default mapping. */
  mapping: SourceFile | null;
  /** Whether existing objects are imported when the App is installed or gets more repositories. */
  firstImport: boolean;
};

/** The wired handling of everything that arrives from GitHub. */
export type GitHubIntake = {
  events: GitHubEvents;
  views: GitHubViews;
  imports: Imports;
  /** The round of imports; null when no App is configured. */
  importRound: BulkRound | null;
  retryMappings(): Promise<void>;
};

/**
 * Wires the handling of everything that arrives from GitHub: reports on runs, and the event sources. Throws when the
 * given mapping is broken.
 */
export async function createGitHubIntake(
  world: Pick<World, 'store' | 'jq' | 'clock' | 'log' | 'settings' | 'tracing'>,
  tools: GitHubIntakeOptions & {
    report: RunReporting;
    catalog: Pick<CatalogUseCase, 'feed' | 'move'>;
    ingest(inputs: readonly EventInput[]): Promise<unknown>;
    github: GitHub | null;
  },
): Promise<GitHubIntake> {
  const { report, catalog, ingest, github, accounts, mapping: given, firstImport } = tools;
  if (given !== null) await requireReadable(given, world);
  const mappings = createGitHubMappings(world, github, given);
  const imports = createImports(world, github, accounts);
  const login = async (): Promise<string | null> => (await github?.login()) ?? null;
  // A mapping that was broken when the service stopped may be fixed by now.
  await world.store.deliveries.wake();
  return {
    retryMappings: () => mappings.retry(),
    imports,
    importRound: github && createImportRound(world, { github, mappings, catalog }),
    events: createGitHubEvents(world, report, {
      accounts,
      stored(name, payload) {
        // The push may change the mapping itself.
        const account = name === 'push' ? mappingOwner(payload) : null;
        if (account !== null) mappings.forget(account);
      },
      takers: [
        ...webhookSources.map((source) => ({
          webhooks: source.webhooks,
          take: source.open(world, { catalog, mappings, login, ingest }),
        })),
        ...(firstImport ? [importOnInstallation(imports)] : []),
      ],
    }),
    views: {
      mappings: () => mappings.known(),
      senders: senderNames,
      async deliveries(limit, troubled, sender) {
        const names = sender === null ? null : deliveryNamesOf(sender);
        return (await world.store.deliveries.list(limit, troubled, names)).map((delivery) => ({
          id: delivery.id,
          provider: senderOf(delivery.name),
          webhook: delivery.name,
          action: delivery.action,
          receivedAt: new Date(delivery.receivedAt).toISOString(),
          handledAt: delivery.handledAt === null ? null : new Date(delivery.handledAt).toISOString(),
          waitsFor: delivery.waitsFor,
          problems: delivery.problems,
        }));
      },
    },
  };
}

/** Throws at start for a broken mapping, while an operator is there to fix it. */
async function requireReadable(file: SourceFile, { jq, log }: Pick<World, 'jq' | 'log'>): Promise<void> {
  const { mapping, issues } = await readMapping(file, jq);
  if (mapping !== null) {
    for (const issue of issues) log.warn({ problem: formatIssue(issue) }, 'part of GITHUB_MAPPING has no effect');
    return;
  }
  const errors = issues.filter(({ severity }) => severity === 'error').map((issue) => `- ${formatIssue(issue)}`);
  throw new AppError('invalid_request', `GITHUB_MAPPING cannot be used:\n${errors.join('\n')}`);
}
