import { sha256 } from '../../adapters/fs/index.ts';
import { isoTime, type UnixMs } from '../../base/index.ts';

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';

/** The names under which a decision and its orders are found again; derived, never random (RISK 6.1). */
export interface OrderName {
  /** First 32 hexadecimal digits of SHA-256(account|strategy|decision time): joins decision, orders, fills and log lines. */
  readonly corr: string;
  /** `q1.<world>.<strategy>.<13 base32 characters>.<attempt>`. */
  readonly clientOrderId: string;
}

/** Names orders of one agent in one simulated account. */
export class OrderNames {
  readonly #account: string;
  readonly #agent: string;
  readonly #prefix: string;

  /** A simulated account is keyed by its run. */
  constructor(options: { readonly runId: string; readonly world: string; readonly agent: string }) {
    this.#account = digest(`simulated|backtest|${options.runId}`).slice(0, 12);
    this.#agent = options.agent;
    this.#prefix = `q1.${slug(options.world, 4)}.${slug(options.agent, 6)}`;
  }

  /** @param leg tells the orders of one decision and symbol apart: `0`, `1`, or the kind of a protective exit */
  name(decision: { readonly time: UnixMs; readonly symbol: string; readonly leg: string }): OrderName {
    const corr = digest(`${this.#account}|${this.#agent}|${isoTime(decision.time)}`).slice(0, 32);
    const unique = base32(digest(`${corr}|${decision.symbol}|${decision.leg}`), 13);
    return { corr, clientOrderId: `${this.#prefix}.${unique}.1` };
  }
}

function digest(text: string): string {
  return sha256(text).slice('sha256:'.length);
}

/** Letters and digits of a name, from its beginning. */
function slug(name: string, length: number): string {
  return (
    name
      .toLowerCase()
      .replaceAll(/[^a-z0-9]/g, '')
      .slice(0, length) || 'x'
  );
}

/** The leading bits of a hexadecimal digest, five to a character. */
function base32(hex: string, characters: number): string {
  let bits = 0n;
  for (const digit of hex.slice(0, Math.ceil((characters * 5) / 4))) bits = (bits << 4n) | BigInt(Number.parseInt(digit, 16));
  const spare = BigInt(Math.ceil((characters * 5) / 4) * 4 - characters * 5);
  let rest = bits >> spare;
  let text = '';
  for (let i = 0; i < characters; i += 1) {
    text = `${BASE32[Number(rest & 31n)]}${text}`;
    rest >>= 5n;
  }
  return text;
}
