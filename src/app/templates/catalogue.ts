import { BREAKOUT_NOTES, BREAKOUT_PROMPT, HYBRID_PROMPT, MA_CROSSOVER } from './files.ts';
import * as pieces from './pieces.ts';

export const TEMPLATE_NAMES = ['research', 'rule-agent', 'model-agent', 'llm-agent', 'hybrid', 'strategy-lab', 'world'] as const;
export type TemplateName = (typeof TEMPLATE_NAMES)[number];

export interface Template {
  readonly project: string;
  readonly profile: 'research' | 'paper';
  /** One sentence for the README and for `init --help`. */
  readonly about: string;
  /** The text of the project file with NAME and PROFILE still in it; `DATA` and `STREAMING` as in pieces. */
  readonly parts: readonly string[];
  readonly files: Readonly<Record<string, string>>;
  readonly commands: readonly string[];
}

const AGENTS = 'agents:\n';
const firstFeatures = (count: number): string =>
  `${pieces.FEATURES.split('\n')
    .slice(0, 2 + count)
    .join('\n')}\n`;
const LAB_FEATURES = `${firstFeatures(1)}    - { name: sma_20, type: technical, params: { period: 20 } }
    - { name: sma_50, type: technical, params: { period: 50 } }
`;
const VALIDATE = 'quanttradeai validate -c CONFIG';
const backtest = (agent: string): string => `quanttradeai agent run --agent ${agent} -c CONFIG --mode backtest`;
const LIST = 'quanttradeai runs list --scoreboard';
const RESEARCH_RUN = 'quanttradeai research run -c CONFIG';

/** From data to a model in use. */
export const TRAINING: readonly string[] = [VALIDATE, RESEARCH_RUN, 'quanttradeai promote --run research/ID -c CONFIG'];

/** A linear model without tuning trains in seconds and stays small. */
const MODEL_AGENT_RESEARCH = pieces.RESEARCH.replace(
  'family: voting, tuning: { enabled: true, trials: 20 } }',
  'family: logistic }',
);
const WORLD_DATA = pieces.DATA.replace('  symbols: [SPX]\n', pieces.WORLD_SYMBOLS);

/** The rows of the table in docs/reference/config.md. */
export const TEMPLATES: Readonly<Record<TemplateName, Template>> = {
  research: {
    project: 'research_lab',
    profile: 'research',
    about: 'Research on daily S&P 500 bars: features, labels, a tuned model, evaluation out of sample, promotion.',
    parts: [pieces.PROJECT, pieces.DATA, pieces.FEATURES, pieces.RESEARCH],
    files: {},
    commands: [VALIDATE, RESEARCH_RUN, LIST],
  },
  'rule-agent': {
    project: 'rule_lab',
    profile: 'paper',
    about: 'One rule agent on daily S&P 500 bars: buy when the index is oversold, sell when it is overbought.',
    parts: [pieces.PROJECT, pieces.DATA, pieces.STREAMING, firstFeatures(1), AGENTS, pieces.RSI_REVERSION, pieces.SAFETY],
    files: {},
    commands: [VALIDATE, backtest('rsi_reversion'), LIST],
  },
  'model-agent': {
    project: 'model_agent_lab',
    profile: 'paper',
    about: 'A trained model as an agent, beside a language model agent, a rule agent and a sweep.',
    parts: [
      pieces.PROJECT,
      pieces.DATA,
      pieces.STREAMING,
      pieces.FEATURES,
      MODEL_AGENT_RESEARCH,
      AGENTS,
      pieces.PAPER_MOMENTUM,
      pieces.BREAKOUT_GPT.replace('mode: backtest', 'mode: paper'),
      pieces.RSI_REVERSION,
      pieces.RSI_SWEEP,
      pieces.SAFETY,
    ],
    files: { 'prompts/breakout.md': BREAKOUT_PROMPT, 'notes/breakout_gpt.md': BREAKOUT_NOTES },
    commands: [VALIDATE, backtest('paper_momentum'), LIST],
  },
  'llm-agent': {
    project: 'agent_lab',
    profile: 'paper',
    about: 'A language model agent that looks for breakouts; the built-in provider `rules` needs no key.',
    parts: [pieces.PROJECT, pieces.DATA, pieces.STREAMING, firstFeatures(2), AGENTS, pieces.BREAKOUT_GPT, pieces.SAFETY],
    files: { 'prompts/breakout.md': BREAKOUT_PROMPT, 'notes/breakout_gpt.md': BREAKOUT_NOTES },
    commands: [VALIDATE, backtest('breakout_gpt'), LIST],
  },
  hybrid: {
    project: 'hybrid_lab',
    profile: 'paper',
    about: 'A trained model proposes, a language model decides how much of the position to keep.',
    parts: [
      pieces.PROJECT,
      pieces.DATA,
      pieces.STREAMING,
      pieces.FEATURES,
      pieces.RESEARCH,
      AGENTS,
      pieces.HYBRID_SWING,
      pieces.SAFETY,
    ],
    files: { 'prompts/hybrid_swing.md': HYBRID_PROMPT },
    commands: TRAINING,
  },
  'strategy-lab': {
    project: 'strategy_lab',
    profile: 'paper',
    about: 'Three rule agents and two sweeps: presets, and a rule in words of your own.',
    parts: [
      pieces.PROJECT,
      pieces.DATA,
      pieces.STREAMING,
      LAB_FEATURES,
      AGENTS,
      pieces.RSI_REVERSION,
      pieces.STRATEGY_LAB_AGENTS,
      pieces.RSI_SWEEP,
      pieces.SMA_SWEEP,
      pieces.SAFETY,
    ],
    files: {},
    commands: [VALIDATE, backtest('trend_dip'), LIST],
  },
  world: {
    project: 'world_lab',
    profile: 'paper',
    about: 'A portfolio of four strategies under one policy, one of them in TypeScript.',
    parts: [pieces.PROJECT, WORLD_DATA, pieces.STREAMING, firstFeatures(1), pieces.WORLD],
    files: { 'strategies/ma_crossover.ts': MA_CROSSOVER },
    commands: [VALIDATE, backtest('rsi_reversion'), LIST],
  },
};
