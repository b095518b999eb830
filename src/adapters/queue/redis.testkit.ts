import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PROGRAM = process.env['QTA_REDIS_SERVER'] ?? 'redis-server';

/** Tests of the queue need a real server and are skipped without one. */
export const hasRedis = spawnSync(PROGRAM, ['--version']).status === 0;

/** A Redis server of a test: own port on this machine, own folder, everything written to disk before it answers. */
export class RedisServer {
  readonly port: number;
  readonly folder = mkdtempSync(join(tmpdir(), 'qta-redis-'));
  readonly #password: string | undefined;
  #child: ChildProcess | undefined;

  static async start(password?: string): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), password);
    await server.up();
    return server;
  }

  private constructor(port: number, password: string | undefined) {
    this.port = port;
    this.#password = password;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Starts the server, again after `down`, with what it had written. */
  async up(): Promise<void> {
    // Settings go in by the standard input: the list of processes shows no password.
    const child = spawn(PROGRAM, ['-'], { stdio: ['pipe', 'ignore', 'inherit'] });
    this.#child = child;
    const lines = [
      'bind 127.0.0.1',
      `port ${this.port}`,
      `dir ${this.folder}`,
      'appendonly yes',
      'appendfsync always',
      'save ""',
    ];
    if (this.#password !== undefined) lines.push(`requirepass ${this.#password}`);
    child.stdin.end(`${lines.join('\n')}\n`);
    const until = performance.now() + 20_000;
    while (!(await answers(this.port))) {
      if (child.exitCode !== null || performance.now() > until) throw new Error('redis-server did not start');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Ends the server at once, as a power cut would. */
  async down(): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  }

  async remove(): Promise<void> {
    await this.down();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== 'object' || address === null) throw new Error('no free port');
  return address.port;
}

/** A server that still loads its file answers PING with an error: it counts as up only when it says PONG or asks for a password. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    const end = (up: boolean): void => {
      socket.destroy();
      resolve(up);
    };
    socket.setTimeout(1000, () => end(false));
    socket.on('data', (bytes) => end(/^(\+PONG|-NOAUTH)/.test(bytes.toString())));
    socket.on('error', () => end(false));
  });
}
