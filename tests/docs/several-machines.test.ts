import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { readCommandLine } from '../../src/cli/program.ts';
import { root } from '../e2e/cli.testkit.ts';
import { readBlocks } from './markdown.testkit.ts';

const blocks = readBlocks(readFileSync(join(root, 'docs', 'how-to', 'several-machines.md'), 'utf8'));
const fileOf = (path: string): string => blocks.find((block) => block.path === path)!.text;

/** Words that a container hands to the program, as the program reads them. */
function accepts(words: readonly string[]): void {
  expect(readCommandLine(words, '0.0.0').kind, words.join(' ')).toBe('command');
}

const pinned = z.string().regex(/^[a-z0-9./-]+:\d+\.\d+(\.\d+)?(-alpine)?$/);
const compose = z.strictObject({
  services: z.record(
    z.string(),
    z.strictObject({
      image: pinned,
      build: z.literal('.').optional(),
      profiles: z.array(z.string()).optional(),
      command: z.array(z.string()).min(1),
      environment: z.record(z.string(), z.string()),
      volumes: z.array(z.string()).min(1),
      healthcheck: z.strictObject({ test: z.array(z.string()), interval: z.string(), retries: z.int() }).optional(),
      depends_on: z.record(z.string(), z.strictObject({ condition: z.literal('service_healthy') })).optional(),
      deploy: z.strictObject({ replicas: z.int().min(2) }).optional(),
      stop_grace_period: z.string().optional(),
      restart: z.literal('unless-stopped').optional(),
    }),
  ),
  volumes: z.record(z.string(), z.strictObject({})),
});

test('compose.yaml: pinned images, the password only by its variable, volumes that are declared, commands that exist', () => {
  const { services, volumes } = compose.parse(parse(fileOf('compose.yaml')));
  const { redis, worker, sweep } = services;
  for (const service of [worker!, sweep!]) {
    accepts(service.command);
    expect(service.environment['REDIS_URL']).toMatch(/^redis:\/\/:\$\{REDIS_PASSWORD\}@redis:6379$/);
    expect(service.volumes).toContain('state:/lab/state');
    expect(service.depends_on).toHaveProperty('redis');
  }
  expect(worker!.image).toBe(sweep!.image);
  expect(Number.parseInt(worker!.stop_grace_period!, 10)).toBeGreaterThan(20);
  for (const service of Object.values(services)) {
    const named = service.volumes.filter((volume) => !volume.startsWith('.')).map((volume) => volume.split(':')[0]!);
    for (const name of named) expect(volumes).toHaveProperty(name);
  }
  keepsJobs(redis!.command);
  expect(redis!.environment['REDIS_PASSWORD']).toMatch(/^\$\{REDIS_PASSWORD:\?/);
});

/** Jobs survive a restart, none is thrown away, and the password is no argument of a process. */
function keepsJobs(command: readonly string[]): void {
  const script = command.at(-1)!;
  expect(script).toContain('appendonly yes');
  expect(script).toContain('maxmemory-policy noeviction');
  expect(script).toContain('exec redis-server /tmp/redis.conf');
}

const name = z.string().regex(/^[a-z][a-z0-9-]*$/);
const secret = z.strictObject({
  name: z.string(),
  valueFrom: z.strictObject({ secretKeyRef: z.strictObject({ name: z.literal('lab-redis'), key: z.enum(['url', 'password']) }) }),
});
const container = z.strictObject({
  name,
  image: pinned,
  command: z.array(z.string()).optional(),
  args: z.array(z.string()).optional(),
  env: z.array(secret).min(1),
  ports: z.array(z.strictObject({ containerPort: z.int() })).optional(),
  readinessProbe: z.strictObject({ tcpSocket: z.strictObject({ port: z.int() }) }).optional(),
  resources: z
    .strictObject({
      requests: z.strictObject({ cpu: z.string(), memory: z.string() }),
      limits: z.strictObject({ memory: z.string() }),
    })
    .optional(),
  volumeMounts: z.array(z.strictObject({ name, mountPath: z.string().startsWith('/'), readOnly: z.boolean().optional() })),
});
const pod = z.strictObject({
  terminationGracePeriodSeconds: z.int().optional(),
  restartPolicy: z.literal('OnFailure').optional(),
  securityContext: z.strictObject({ runAsNonRoot: z.literal(true), runAsUser: z.int().min(1), fsGroup: z.int().min(1) }),
  containers: z.tuple([container]),
  volumes: z
    .array(
      z.strictObject({
        name,
        configMap: z.strictObject({ name: z.literal('lab-project') }).optional(),
        persistentVolumeClaim: z.strictObject({ claimName: name }).optional(),
      }),
    )
    .optional(),
});
const meta = z.strictObject({ name });
const labels = z.strictObject({ app: name });
const claim = z.strictObject({
  accessModes: z.tuple([z.enum(['ReadWriteOnce', 'ReadWriteMany'])]),
  resources: z.strictObject({ requests: z.strictObject({ storage: z.string().regex(/^\d+Gi$/) }) }),
});
const selector = z.strictObject({ matchLabels: labels });
const template = z.strictObject({ metadata: z.strictObject({ labels }), spec: pod });
const v1 = z.literal('v1');
const apps = z.literal('apps/v1');
const manifest = z.discriminatedUnion('kind', [
  z.strictObject({ apiVersion: v1, kind: z.literal('PersistentVolumeClaim'), metadata: meta, spec: claim }),
  z.strictObject({
    ...{ apiVersion: v1, kind: z.literal('Service'), metadata: meta },
    spec: z.strictObject({ selector: labels, ports: z.tuple([z.strictObject({ port: z.int() })]) }),
  }),
  z.strictObject({
    ...{ apiVersion: apps, kind: z.literal('StatefulSet'), metadata: meta },
    spec: z.strictObject({
      ...{ serviceName: name, replicas: z.literal(1), selector, template },
      volumeClaimTemplates: z.array(z.strictObject({ metadata: meta, spec: claim })),
    }),
  }),
  z.strictObject({
    ...{ apiVersion: apps, kind: z.literal('Deployment'), metadata: meta },
    spec: z.strictObject({ replicas: z.int().min(2), selector, template }),
  }),
  z.strictObject({
    ...{ apiVersion: z.literal('batch/v1'), kind: z.literal('Job'), metadata: meta },
    spec: z.strictObject({ backoffLimit: z.int().min(1), template: z.strictObject({ spec: pod }) }),
  }),
]);

test('kubernetes.yaml: known fields, secrets by reference, volumes and labels that fit, commands that exist', () => {
  const { items } = z
    .strictObject({ apiVersion: v1, kind: z.literal('List'), items: z.array(manifest) })
    .parse(parse(fileOf('kubernetes.yaml')));
  const claims = new Set(items.filter(({ kind }) => kind === 'PersistentVolumeClaim').map(({ metadata }) => metadata.name));
  const pods = items.flatMap((item) => ('spec' in item && 'template' in item.spec ? [item.spec.template.spec] : []));
  expect(pods).toHaveLength(3);
  for (const { containers, volumes = [] } of pods) {
    for (const { persistentVolumeClaim } of volumes) {
      if (persistentVolumeClaim !== undefined) expect(claims).toContain(persistentVolumeClaim.claimName);
    }
    const [{ args, volumeMounts }] = containers;
    if (args === undefined) continue;
    accepts(args);
    const known = volumes.map((volume) => volume.name);
    for (const mount of volumeMounts) expect(known).toContain(mount.name);
    expect(volumeMounts.map(({ mountPath }) => mountPath)).toEqual(expect.arrayContaining(['/lab/config', '/lab/state']));
  }
  for (const item of items) {
    if (item.kind !== 'Deployment' && item.kind !== 'StatefulSet') continue;
    expect(item.spec.selector.matchLabels).toEqual(item.spec.template.metadata.labels);
    if (item.kind === 'StatefulSet') keepsJobs(item.spec.template.spec.containers[0].command!);
    else expect(item.spec.template.spec.terminationGracePeriodSeconds).toBeGreaterThan(20);
  }
  const service = items.find(({ kind }) => kind === 'Service')!;
  expect(service.metadata.name).toBe('lab-redis');
});

test('the image has the packages that the tests run with', () => {
  const { devDependencies, version } = z
    .object({ version: z.string(), devDependencies: z.record(z.string(), z.string()) })
    .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
  const wanted = [`quanttradeai@${version}`, ...['bullmq', 'ioredis'].map((one) => `${one}@${devDependencies[one]}`)];
  expect(fileOf('Dockerfile')).toContain(`npm install --global --ignore-scripts ${wanted.join(' ')}`);
  const library = readFileSync(join(root, 'src', 'adapters', 'queue', 'library.ts'), 'utf8');
  for (const one of wanted.slice(1)) expect(library).toContain(`'${one}'`);
  const s3 = readFileSync(join(root, 'src', 'adapters', 'blobs', 's3-store.ts'), 'utf8');
  expect(s3).toContain(`'@aws-sdk/client-s3@${devDependencies['@aws-sdk/client-s3']}'`);
});
