/** The other files of the templates, by path from the project folder. */
export const BREAKOUT_PROMPT = `You trade one stock index on daily bars and look for breakouts that volume confirms.

Buy when the close leaves its recent range upward, volume_spike_20 is above 1.5 and rsi_14 is below 70.
Close when the reason for the trade is gone.
Hold when in doubt: doing nothing is a good decision.

Cite the fields you used and say what would prove you wrong. Use only the payload, nothing you remember about these dates.
`;

export const HYBRID_PROMPT = `A model gives the probability that the index rises over five bars. You decide how much of its position to keep:
all of it when the features agree, less when they do not, none when risk_state shows no headroom.
You cannot enlarge or reverse it.

Cite the fields you used.
`;

export const BREAKOUT_NOTES = `- Be smaller in the three days before a Federal Reserve statement.
- Volume is unreliable on half days.
`;

export const MA_CROSSOVER = `import { Node, rollingMean, Strategy, StreamInput } from 'quanttradeai';

/** Long while the fast average is above the slow one, flat while below, short only where allowed. */
export class MaCrossover extends Strategy<{ fast: number; slow: number }> {
  setup(): void {
    const { fast, slow } = this.params;
    const price = new StreamInput({ tags: ['SPX', 'price'], interval: '1d', period: Math.ceil(slow * 1.2) });
    const signal = new Node({
      name: 'ma_crossover',
      input: price,
      computeFn: (view) => {
        const close = view.asFrame(price, { columns: ['close'] }).column('close');
        const [quick, calm] = [rollingMean(close, fast), rollingMean(close, slow)];
        return { signal: close.map((_, i) => Math.sign((quick[i] ?? NaN) - (calm[i] ?? NaN)) || 0) };
      },
    });
    this.addNodes([price, signal]);
  }
}
`;

export const GITIGNORE = `# made by quanttradeai; can be made again
runs/
state/
reports/
data/cache/
# keys
.env
node_modules/
`;

/** `{ type: module, private: true, devDependencies: { quanttradeai } }`: so that editors and user modules find the types. */
export function packageJson(version: string): string {
  const document = { private: true, type: 'module', devDependencies: { quanttradeai: version } };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** What a variable that a field names is for. */
const PURPOSES: readonly (readonly [pattern: RegExp, purpose: string])[] = [
  [/connections\.alpaca\.paper_/, 'Alpaca paper account, needed for source, provider or backend alpaca'],
  [/connections\.alpaca\.live_/, 'Alpaca live account, read in mode live only'],
  [/connections\.fred/, 'economic series of FRED'],
  [/connections\.eia/, 'inventories of the EIA'],
  [/alerts\.channels/, 'address of an alert channel'],
  [/\.llm\.api_key_env/, 'key of the language model'],
  [/storage\.redis/, 'address of Redis'],
  [/storage\.s3/, 'evidence bucket'],
  [/audit\.key_env/, 'key that signs the audit log'],
  [/tracing/, 'address that receives traces'],
];

/** `.env.example`: each variable that the project names, with what it is for. */
export function envExample(variables: readonly { readonly path: string; readonly name: string }[]): string {
  const lines = [
    '# Copy to .env (mode 0600), fill in what you use, and load it before a command: set -a; . ./.env; set +a',
    '# A backtest needs nothing of it but the keys of its source of data.',
  ];
  const seen = new Set<string>();
  for (const { path, name } of variables) {
    if (seen.has(name)) continue;
    seen.add(name);
    const purpose = PURPOSES.find(([pattern]) => pattern.test(path))?.[1] ?? path;
    lines.push(`# ${purpose} (${path})`, `${name}=`);
  }
  return `${lines.join('\n')}\n`;
}

export interface ReadmeInput {
  readonly title: string;
  readonly about: string;
  readonly config: string;
  /** Three command lines. */
  readonly commands: readonly string[];
  readonly notes: readonly string[];
}

export function readme({ title, about, config, commands, notes }: ReadmeInput): string {
  const lines = [
    `# ${title}`,
    '',
    about,
    '',
    '```',
    ...commands.map((command) => command.replaceAll('CONFIG', config)),
    '```',
    '',
  ];
  lines.push('`validate` shows every value with its origin and lists what is accepted and not active in this version.');
  for (const note of notes) lines.push('', note);
  return `${lines.join('\n')}\n`;
}
