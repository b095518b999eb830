import { RedisAddressError } from './errors.ts';

/** Where a Redis server is. Never printed as a whole: `shown` is the form for people. */
export interface RedisAddress {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  /** Number of the database. */
  readonly database: number;
  readonly username: string | undefined;
  readonly password: string | undefined;
  /** `host:port`, `host:port/3`: without user and password. */
  readonly shown: string;
}

/** What an address may hold: one from the environment may hold a password, one on the command line is seen by every user of the machine. */
export type AddressOrigin = { readonly env: string } | 'line';

/**
 * Reads `redis://[user:password@]host[:port][/database]`, `rediss://` for TLS.
 * @throws RedisAddressError; its text never repeats the address
 */
export function redisAddress(text: string, origin: AddressOrigin): RedisAddress {
  const what = origin === 'line' ? 'the address of Redis' : `the address of Redis in ${origin.env}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !(url.protocol === 'redis:' || url.protocol === 'rediss:') || url.hostname === '') {
    throw new RedisAddressError(`${what} is no redis:// or rediss:// URL`);
  }
  if (origin === 'line' && (url.password !== '' || url.search !== '' || url.hash !== '')) {
    throw new RedisAddressError(
      `${what} on the command line may hold a host, a port, a database and a user, nothing else`,
      'a password stands in an environment variable that operations.storage.redis.url_env names',
    );
  }
  if (url.search !== '' || url.hash !== '')
    throw new RedisAddressError(`${what} has more than a host, a port, a user and a database`);
  const database = /^\/?(\d{0,4})$/.exec(url.pathname)?.[1];
  if (database === undefined) throw new RedisAddressError(`${what} has a path that is no number of a database`);
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const port = url.port === '' ? 6379 : Number(url.port);
  return {
    ...{ host, port, tls: url.protocol === 'rediss:', database: Number(database === '' ? 0 : database) },
    username: decoded(url.username, what),
    password: decoded(url.password, what),
    shown: `${url.hostname}:${port}${database === '' || database === '0' ? '' : `/${database}`}`,
  };
}

function decoded(part: string, what: string): string | undefined {
  if (part === '') return undefined;
  try {
    return decodeURIComponent(part);
  } catch {
    throw new RedisAddressError(`${what} has a % that is not followed by two hexadecimal digits`);
  }
}
