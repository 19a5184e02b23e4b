import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import packageJson from '../package.json' with { type: 'json' };
import { readConfig } from '../src/app/config/config.ts';
import { variables } from '../src/app/config/variables.ts';
import { routeAccess } from '../src/web/route-access.ts';
import { resourceSchemas } from './kubernetes-schema.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string): string => readFileSync(`${root}/${path}`, 'utf8');
const dockerfile = read('Dockerfile');

type Named = { name: string };
type Probe = { httpGet: { path: string; port: string } };
type Container = Record<'startupProbe' | 'livenessProbe' | 'readinessProbe', Probe> & {
  image: string;
  ports: object[];
  env: { name: string; value: string }[];
  envFrom: object[];
  volumeMounts: { name: string; mountPath: string }[];
};
type Pod = {
  containers: [Container];
  volumes: (Named & { secret?: { secretName: string } })[];
  terminationGracePeriodSeconds: number;
};
/** What the tests read of a resource; its schema checks the rest. */
type Resource = {
  kind: string;
  metadata: Named;
  data?: Record<string, string>;
  spec: {
    selector: Record<string, unknown>;
    ports?: [{ targetPort: string }];
    template?: { metadata: { labels: Record<string, string> }; spec: Pod };
    volumeClaimTemplates?: { metadata: Named }[];
  };
};

/** The resources of a base, as its files have them. */
function resourcesOf(base: string): { config: Record<string, string>; resources: Resource[] } {
  const folder = `deploy/kubernetes/${base}`;
  const kustomization: { resources: string[]; configMapGenerator: [{ name: string; literals: string[] }] } = parse(
    read(`${folder}/kustomization.yaml`),
  );
  const [generator, ...others] = kustomization.configMapGenerator;
  expect([generator.name, others]).toEqual(['catalog-automations', []]);
  const config = Object.fromEntries(generator.literals.map((line) => line.split('=', 2)));
  return { config, resources: kustomization.resources.map((file) => parse(read(`${folder}/${file}`))) };
}

function find(resources: readonly Resource[], kind: string): Resource {
  const found = resources.find((one) => one.kind === kind);
  if (found === undefined) throw new Error(`There is no ${kind}`);
  return found;
}

function templateOf({ kind, spec }: Resource) {
  if (spec.template === undefined) throw new Error(`The ${kind} has no template`);
  return spec.template;
}

const hasKubectl = spawnSync('kubectl', ['version', '--client']).status === 0;

describe.each(['postgres', 'embedded'])('kubernetes %s', (base) => {
  const { config, resources } = resourcesOf(base);
  const workload = find(resources, base === 'postgres' ? 'Deployment' : 'StatefulSet');
  const { spec: pod, metadata } = templateOf(workload);
  const [container] = pod.containers;
  const environment: Record<string, string> = {
    ...config,
    ...Object.fromEntries(container.env.map(({ name, value }) => [name, value])),
  };

  test('every resource is as the API has it, with no other fields', () => {
    const ajv = new Ajv2020({ allErrors: true });
    for (const resource of resources) {
      expect(ajv.validate(resourceSchemas[resource.kind] ?? false, resource), JSON.stringify(ajv.errors)).toBe(true);
    }
    const kinds = resources.map(({ kind }) => kind).sort();
    const own = base === 'postgres' ? ['Deployment', 'PodDisruptionBudget', 'Service'] : ['Service', 'StatefulSet'];
    expect(kinds).toEqual(own);
  });

  test.skipIf(!hasKubectl && process.env.CI === undefined)(
    'kubectl renders it, and the pods read its ConfigMap',
    () => {
      const rendered = execFileSync('kubectl', ['kustomize', `${root}/deploy/kubernetes/${base}`], {
        encoding: 'utf8',
      });
      const all: Resource[] = parseAllDocuments(rendered).map((document) => document.toJS());
      expect(all).toHaveLength(resources.length + 1);
      const map = find(all, 'ConfigMap');
      expect(map.data).toEqual(config);
      expect(templateOf(find(all, workload.kind)).spec.containers[0].envFrom).toEqual([
        { configMapRef: { name: map.metadata.name } },
      ]);
    },
  );

  test('every variable is in the table of configuration, secrets come from files, and the service accepts them', () => {
    for (const name of Object.keys(environment)) {
      expect(Object.keys(variables)).toContain(name);
      expect(variables[name as keyof typeof variables]?.secret, name).toBeUndefined();
    }
    const mount = container.volumeMounts.find(({ mountPath }) => mountPath === environment.SECRETS_DIR);
    const volume = pod.volumes.find(({ name }) => name === mount?.name);
    expect(volume?.secret?.secretName).toBe('catalog-automations');
    // What the docs put into the secret.
    const command = /create secret generic[\s\S]*?```/.exec(read('docs/operations.md'))?.[0] ?? '';
    const given = [...command.matchAll(/--from-literal=([A-Z_]+)=/g)].map(([, name = '']) => name);
    expect(given).toEqual(['CLIENT_SECRET', 'DATABASE_URL']);
    for (const name of given) expect(variables[name as keyof typeof variables]?.secret, name).toBe(true);
    const secrets = { CLIENT_SECRET: 'long enough', ...(base === 'postgres' && { DATABASE_URL: 'postgres://db/x' }) };
    const accepted = readConfig({ NODE_ENV: 'production', ...environment, ...secrets });
    expect('url' in accepted.database).toBe(base === 'postgres');
  });

  test('ports, probes and folders are those of the image and the service', () => {
    expect(container.ports).toEqual([{ name: 'http', containerPort: Number(/PORT=(\d+)/.exec(dockerfile)?.[1]) }]);
    const probes = (['startupProbe', 'livenessProbe', 'readinessProbe'] as const).map(
      (name) => container[name].httpGet,
    );
    expect(probes.map(({ path }) => path)).toEqual(['/healthz', '/healthz', '/readyz']);
    for (const { path, port } of probes) {
      expect(routeAccess[`GET ${path}`]).toEqual({ open: true });
      expect(port).toBe('http');
    }
    expect(find(resources, 'Service').spec.ports?.[0].targetPort).toBe('http');
    const { labels } = metadata;
    for (const { kind, spec } of resources) {
      expect(kind === 'Service' ? spec.selector : spec.selector.matchLabels, kind).toEqual(labels);
    }
    const volumes = [...pod.volumes, ...(workload.spec.volumeClaimTemplates ?? []).map((one) => one.metadata)];
    const names = (all: { name: string }[]) => all.map(({ name }) => name).sort();
    expect(names(container.volumeMounts)).toEqual(names(volumes));
    if (base === 'embedded') {
      expect(container.volumeMounts).toContainEqual({ name: 'data', mountPath: environment.DATA_DIR });
    }
    expect(container.image).toBe(`ghcr.io/catalog-automations/catalog-automations:${packageJson.version}`);
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(25 + 5);
  });
});
