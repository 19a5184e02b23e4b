import { valueAt } from '../../core/json.ts';
import type { Taker } from '../deliveries/deliveries.ts';
import type { Imports } from './imports.ts';

/** Starts an import when the App is installed, or gets more repositories. */
export function importOnInstallation(imports: Pick<Imports, 'installed'>): Taker {
  return {
    webhooks: ['installation', 'installation_repositories'],
    async take({ id, name, payload }) {
      const account = valueAt(payload, 'installation', 'account', 'login');
      if (typeof account !== 'string') return { type: 'done', problems: [] };
      if (name === 'installation' && payload.action === 'created') await imports.installed(id, { account });
      if (name === 'installation_repositories' && payload.action === 'added') {
        const added = payload.repositories_added;
        const names = (Array.isArray(added) ? added : []).map((one) => String(valueAt(one, 'full_name')));
        await imports.installed(id, { account, repositories: names });
      }
      return { type: 'done', problems: [] };
    },
  };
}
