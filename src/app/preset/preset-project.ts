import { isFile, isFolder, readBytes, sha256 } from '../../adapters/fs/index.ts';
import { AppError, didYouMean } from '../../base/index.ts';
import {
  type LoadedProject,
  loadProject,
  type Override,
  type Project,
  type ProjectFiles,
  requireProject,
} from '../project/index.ts';

/** What each preset reads when nobody says otherwise. */
const PRESETS = {
  rsi_threshold: { features: { feature: 'rsi_14' }, params: ['feature', 'buy_below', 'sell_above'] },
  sma_crossover: { features: { fast_feature: 'sma_20', slow_feature: 'sma_50' }, params: ['fast_feature', 'slow_feature'] },
} as const;
type PresetName = keyof typeof PRESETS;

export const PRESET_NAMES: readonly string[] = Object.keys(PRESETS);

const LATER_PRESETS = [
  'cot_positioning',
  'gold_silver_ratio',
  'inventory_surprise',
  'real_rate_gold',
  'tsmom',
  'vol_risk_parity',
  'xsmom',
];

/** No preset has the name, or a later version brings it. */
export class PresetUnknownError extends AppError {
  readonly code = 'PRESET_UNKNOWN';

  constructor(asked: string) {
    const later = LATER_PRESETS.includes(asked);
    super(later ? `the strategy ${asked} is not active in this version` : `no strategy is named "${asked}"`, {
      hint: later ? `active: ${PRESET_NAMES.join(', ')}` : didYouMean(asked, PRESET_NAMES),
    });
  }
}

/** `--param` is no parameter of the preset. */
export class PresetParameterError extends AppError {
  readonly code = 'PRESET_PARAMETER';

  constructor(text: string, known: readonly string[]) {
    const [name = ''] = text.split('=');
    super(text.includes('=') ? `the strategy has no parameter "${name}"` : `--param wants key=value, not "${text}"`, {
      hint: text.includes('=') ? didYouMean(name, known) : `for example --param ${known.at(-1)}=…`,
    });
  }
}

export interface PresetInput {
  readonly strategy: string;
  readonly symbol?: string | undefined;
  /** `buy_below=25`. */
  readonly params: readonly string[];
  /** Absolute path of a project whose data and settings are taken; absent: S&P 500 daily bars and the defaults. */
  readonly configPath?: string | undefined;
  /** Folder that stands for the project where there is none. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** YYYY-MM-DD. */
  readonly today: string;
}

export interface PresetProject {
  readonly loaded: LoadedProject;
  readonly project: Project;
  readonly agent: string;
}

const BUILT_IN = 'built-in project';
const BUILT_IN_TEXT = `project: { name: backtest }
data:
  source: sample
  symbols: [SPX]
  start_date: "2000-01-03"
  end_date: "2020-04-17"
  timeframe: 1d
`;

/**
 * A project with one more agent that plays a preset.
 * @throws PresetUnknownError, PresetParameterError, ConfigError
 */
export function presetProject(input: PresetInput): PresetProject {
  const name = presetName(input.strategy);
  const rule = { preset: name, ...PRESETS[name].features, ...parameters(name, input.params) };
  const load = (overrides: readonly Override[]): LoadedProject =>
    loadProject({
      configPath: input.configPath ?? `${input.cwd}/${BUILT_IN}`,
      env: input.env,
      files: input.configPath === undefined ? builtInFiles(input.cwd) : REAL_FILES,
      sha256,
      today: input.today,
      overrides,
    });
  const bySymbol = symbolOverride(input);
  const base = requireProject(load(bySymbol));
  const agent = base.agents.some((other) => other.name === name) ? `backtest_${name}` : name;
  const definition = { name: agent, kind: 'rule', rule, ...(input.symbol === undefined ? {} : { symbols: [input.symbol] }) };
  const loaded = load([
    ...bySymbol,
    ...missingFeatures(base, Object.values(rule)),
    ...appended('agents', base.agents.length, [definition]),
  ]);
  return { loaded, project: requireProject(loaded), agent };
}

function presetName(asked: string): PresetName {
  if (asked === 'rsi_threshold' || asked === 'sma_crossover') return asked;
  throw new PresetUnknownError(asked);
}

function parameters(preset: PresetName, texts: readonly string[]): Readonly<Record<string, string | number>> {
  const known: readonly string[] = PRESETS[preset].params;
  return Object.fromEntries(
    texts.map((text) => {
      const at = text.indexOf('=');
      const [key, value] = [text.slice(0, at), text.slice(at + 1)];
      if (at < 1 || value === '' || !known.includes(key)) throw new PresetParameterError(text, known);
      return [key, /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value];
    }),
  );
}

/** The built-in project trades the symbol asked for; in a project the agent is given the symbol and it must be there. */
function symbolOverride({ symbol, configPath }: PresetInput): readonly Override[] {
  if (symbol === undefined || configPath !== undefined) return [];
  return [{ path: 'data.symbols', value: [symbol], flag: '--symbol' }];
}

/** Features named like their kind and period (`rsi_14`) need no definition of the user's. */
function missingFeatures(project: Project, values: readonly unknown[]): readonly Override[] {
  const defined = new Set(project.features.definitions.map(({ name }) => name));
  const names = [...new Set(values)].filter(
    (value): value is string => typeof value === 'string' && /^(?:rsi|sma)_\d+$/.test(value) && !defined.has(value),
  );
  const added = names.map((name) => ({ name, type: 'technical' }));
  return appended('features.definitions', project.features.definitions.length, added);
}

/** Entries behind those of a list, or a list where there is none. */
function appended(path: string, length: number, entries: readonly object[]): readonly Override[] {
  if (entries.length === 0) return [];
  if (length === 0) return [{ path, value: entries, flag: '--strategy' }];
  return entries.map((value, index) => ({ path: `${path}[${length + index}]`, value, flag: '--strategy' }));
}

const REAL_FILES: ProjectFiles = { read: readBytes, exists: (path) => isFile(path) || isFolder(path) };

function builtInFiles(cwd: string): ProjectFiles {
  const path = `${cwd}/${BUILT_IN}`;
  return {
    read: (file) => (file === path ? new TextEncoder().encode(BUILT_IN_TEXT) : readBytes(file)),
    exists: (file) => file === path || REAL_FILES.exists(file),
  };
}
