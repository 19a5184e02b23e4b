import type { HealthCheck, ServiceFacts } from '../health-check.ts';
import { counted, listed } from '../phrases.ts';

/** Settings that are valid but probably a mistake. */
export const configurationCheck: HealthCheck<ServiceFacts> = {
  name: 'configuration',
  title: 'Configuration',
  about:
    'A missing public address, and old secrets that are still accepted. The rest of the environment is valid, or the service would not have started.',
  look({ variables }) {
    const has = (name: string): boolean => variables.includes(name);
    const needing = ['APP_ID', 'SYNC_SOURCES', 'GITHUB_CLIENT_ID'].filter(has);
    if (needing.length > 0 && !has('SERVER_URL')) {
      return {
        state: 'warning',
        message: `SERVER_URL is not set, but ${listed(needing)} ${needing.length === 1 ? 'needs' : 'need'} the public address`,
        fix: 'set SERVER_URL to the address at which GitHub and people reach the service',
      };
    }
    const old = variables.filter((name) => name.endsWith('_SECRET_OLD'));
    if (old.length > 0) {
      return {
        state: 'warning',
        message: `${listed(old)} ${old.length === 1 ? 'is' : 'are'} still accepted`,
        fix: 'remove it once every program and receiver has the new secret',
      };
    }
    return {
      state: 'ok',
      message:
        variables.length === 0
          ? 'defaults only, no variable is set'
          : `${counted(variables.length, 'variable')} set, all valid`,
    };
  },
};
