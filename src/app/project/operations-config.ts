import { z } from 'zod';
import { fields } from '../../base/index.ts';

export const ALERT_EVENTS = [
  'level',
  'promotion',
  'demotion',
  'decay',
  'feed_stale',
  'reconciliation',
  'run_failed',
  'digest',
  'dead_letter',
] as const;
export const CALENDAR_EVENTS = ['eia_petroleum', 'eia_gas', 'cot', 'fomc_statement', 'fomc_minutes', 'quarterly_expiry'] as const;

const port = () => z.int().min(1).max(65_535);

/** Which keys a channel needs depends on its type: a cross check names the missing one. */
const channelSchema = z.strictObject({
  name: fields.name(),
  type: z.enum(['discord', 'email', 'webhook', 'file', 'stdout']),
  url_env: fields.env().optional(),
  host: z.string().min(1).optional(),
  port: port().default(587),
  user_env: fields.env().optional(),
  password_env: fields.env().optional(),
  from: z.string().min(3).optional(),
  to: z.union([z.string().min(3), z.array(z.string().min(3)).min(1)]).optional(),
  path: fields.path().optional(),
});

const alertsSchema = fields.section({
  channels: z.array(channelSchema).default([{ name: 'console', type: 'stdout', port: 587 }]),
  routes: z.partialRecord(z.enum(ALERT_EVENTS), z.array(fields.name())).default({}),
  dedup_window: fields.duration().default('10m'),
  retries: z.int().min(0).max(100).default(5),
});

const auditSchema = fields.section({
  dir: fields.path().default('state/audit'),
  checkpoint_every: z.int().min(1).max(1_000_000).default(256),
  anchors: z.array(z.enum(['digest', 'file', 's3'])).default(['digest']),
  key_env: fields.env().optional(),
});

const storageSchema = fields.section({
  runs_dir: fields.path().default('runs'),
  state_dir: fields.path().default('state'),
  redis: z.strictObject({ url_env: fields.env(), prefix: z.string().min(1).default('qta') }).optional(),
  s3: z
    .strictObject({
      bucket: z.string().min(3),
      region: z.string().min(1),
      prefix: z.string().default(''),
      endpoint: fields.url().optional(),
      access_key_id_env: fields.env().default('AWS_ACCESS_KEY_ID'),
      secret_access_key_env: fields.env().default('AWS_SECRET_ACCESS_KEY'),
      object_lock: fields.section({
        mode: z.enum(['compliance', 'governance']).default('compliance'),
        retention_days: z.int().min(1).max(36_500).default(2555),
      }),
    })
    .optional(),
});

const connectionsSchema = fields.section({
  alpaca: fields.section({
    paper_key_id_env: fields.env().default('APCA_PAPER_KEY_ID'),
    paper_secret_key_env: fields.env().default('APCA_PAPER_SECRET_KEY'),
    live_key_id_env: fields.env().default('APCA_LIVE_KEY_ID'),
    live_secret_key_env: fields.env().default('APCA_LIVE_SECRET_KEY'),
    feed: z.enum(['iex', 'sip']).default('iex'),
    paper_url: fields.secureUrl().optional(),
    live_url: fields.secureUrl().optional(),
    data_url: fields.secureUrl().optional(),
  }),
  fred: fields.section({ api_key_env: fields.env().default('FRED_API_KEY') }),
  eia: fields.section({ api_key_env: fields.env().default('EIA_API_KEY') }),
  openbb: z.strictObject({ base_url: fields.secureUrl() }).optional(),
});

const serverSchema = fields.section({
  host: z.string().min(1).default('127.0.0.1'),
  port: port().default(8787),
  public_url: fields.url().optional(),
  tls: z.strictObject({ cert_file: fields.path(), key_file: fields.path() }).optional(),
  trust_proxy: z.boolean().default(false),
});

/** The `operations` section (CONFIG 1.11). */
export const operationsSection = z.strictObject({
  operators: z
    .array(z.strictObject({ name: fields.name(), role: z.enum(['viewer', 'operator', 'owner']), email: z.email().optional() }))
    .default([]),
  heartbeat: fields.section({
    interval: fields.duration().default('30s'),
    warn_after: fields.duration().default('60s'),
    fail_after: fields.duration().default('120s'),
    windows: z.enum(['always', 'sessions']).default('always'),
  }),
  alerts: alertsSchema,
  digest: fields.section({
    enabled: z.boolean().default(true),
    day: z.enum(['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']).default('sunday'),
    time: fields.clock().default('18:00'),
    timezone: fields.zone().default('America/New_York'),
    channels: z.array(fields.name()).optional(),
    dashboard_url: fields.url().optional(),
  }),
  calendar: fields.section({
    releases: z.array(z.enum(CALENDAR_EVENTS)).default([...CALENDAR_EVENTS]),
    overrides: fields.path().optional(),
  }),
  readiness: fields.section({
    feeds: z
      .array(z.enum(['fred', 'alpaca', 'cftc', 'lbma', 'eia', 'openbb']))
      .default(['fred', 'alpaca', 'cftc', 'lbma', 'eia', 'openbb']),
    fetch_max_age: fields.duration().default('24h'),
    disk_warn: fields.fraction().default(0.8),
    disk_fail: fields.fraction().default(0.95),
    memory_warn_mb: z.int().min(1).default(4096),
  }),
  audit: auditSchema,
  storage: storageSchema,
  connections: connectionsSchema,
  server: serverSchema,
  workers: fields.section({
    max_concurrency: z.int().min(1).max(256).default(4),
    memory_mb: z.int().min(64).max(1_048_576).default(1024),
    time_limit: fields.duration().default('30m'),
  }),
  tracing: fields.section({ otlp_endpoint_env: fields.env().optional() }),
  mcp: fields.section({ allow_run: z.boolean().default(false) }),
});
