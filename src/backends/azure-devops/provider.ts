import type { Provider } from '../provider-contract.ts';
import { type AzureAccess, azureVariables, readAzure } from './access.ts';
import { azureDevops } from './azure-devops.ts';

/** Azure DevOps: runs pipelines and polls their state. */
export const azureDevopsProvider: Provider<AzureAccess> = {
  name: 'azureDevops',
  backend: azureDevops,
  variables: azureVariables,
  access: readAzure,
  connect: async (access) => ({ services: { azureDevops: access } }),
};
