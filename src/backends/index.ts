import { azureDevops } from './azure-devops/azure-devops.ts';
import type { Backend } from './backend.ts';
import { github } from './github/github.ts';
import { gitlab } from './gitlab/gitlab.ts';
import { integrationAction } from './integration-action.ts';
import { kafka } from './kafka/kafka.ts';
import { upsertEntity } from './upsert-entity.ts';
import { webhook } from './webhook/webhook.ts';

/** Every backend; a new one needs a file and a line here. */
export const backends: readonly Backend[] = [
  webhook,
  github,
  kafka,
  gitlab,
  azureDevops,
  upsertEntity,
  integrationAction,
];
