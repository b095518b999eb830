/**
 * The pieces that the seven templates are made of (docs/reference/config.md): each is YAML text, used as it stands.
 * `NAME` and `PROFILE` are replaced.
 */
export const PROJECT = `project: { name: NAME, profile: PROFILE }
profiles: { research: { mode: research }, paper: { mode: paper }, live: { mode: live } }
`;

export const DATA = `data:
  source: sample                 # offline: SPX is real; any other symbol is SYNTHETIC and cannot go live
  symbols: [SPX]
  start_date: "2000-01-03"
  end_date: "2020-04-17"
  timeframe: 1d
  test_start: "2018-01-02"       # kept out of training; also the window that paper replays
  test_end: "2020-04-17"
`;

export const STREAMING = `  streaming: { enabled: true, provider: sample, replay: { enabled: true, pace_delay_ms: 0 } }
`;

export const FEATURES = `features:
  definitions:
    - { name: rsi_14, type: technical, params: { period: 14 } }
    - { name: volume_spike_20, type: custom, params: { window: 20 } }
    - { name: realised_vol_20, type: technical, params: { period: 20 } }
    - { name: price_momentum_63, type: custom, params: { window: 63 } }
`;

export const RESEARCH = `research:
  enabled: true
  labels: { type: forward_return, horizon: 5, buy_threshold: 0.01, sell_threshold: -0.01 }
  model: { kind: classifier, family: voting, tuning: { enabled: true, trials: 20 } }
  evaluation: { split: time_aware, use_configured_test_window: true }
  backtest: { costs: { enabled: true, bps: 5 } }
  promotion:
    policy: sandbox              # evidence gates only warn; write \`default\` before trusting a model
    targets:
      - { name: spx_daily_classifier, symbol: SPX, path: models/promoted/spx_daily_classifier }
`;

export const RSI_REVERSION = `  - name: rsi_reversion
    kind: rule
    mode: backtest
    rule: { preset: rsi_threshold, feature: rsi_14, buy_below: 30, sell_above: 70 }
    stops: { stop_loss_pct: 0.05 }
    risk: { max_position_pct: 0.20, max_daily_loss_pct: 0.02 }
`;

export const BREAKOUT_GPT = `  - name: breakout_gpt
    kind: llm
    mode: backtest
    execution: { backend: simulated }
    llm:
      provider: rules            # no key needed; for a real model: provider: openai, model: its name
      model: rules-1
      prompt_file: prompts/breakout.md
    context:                     # each block can be switched on and off here
      market_data: { enabled: true, timeframe: 1d, lookback_bars: 60 }
      features: [rsi_14, volume_spike_20]
      positions: true
      risk_state: true
      notes: true
    tools: [get_quote, get_position, place_order]
    risk: { max_position_pct: 0.05, max_daily_loss_pct: 0.02 }
`;

export const HYBRID_SWING = `  - name: hybrid_swing_agent
    kind: hybrid
    mode: backtest
    model_signal_sources: [{ name: spx_daily_classifier, path: models/promoted/spx_daily_classifier }]
    hybrid: { combine: gate }    # the model proposes, the language model keeps 0 to 100 % of it
    llm: { provider: rules, model: rules-1, prompt_file: prompts/hybrid_swing.md }
    context: { features: [rsi_14], model_signals: [spx_daily_classifier], positions: true, risk_state: true }
    tools: [get_quote, place_order]
    risk: { max_position_pct: 0.10, max_daily_loss_pct: 0.02 }
`;

export const PAPER_MOMENTUM = `  - name: paper_momentum
    kind: model
    mode: backtest
    model_signal_sources: [{ name: spx_daily_classifier, path: models/promoted/spx_daily_classifier }]
    model: { name: spx_daily_classifier }
    risk: { max_position_pct: 0.20, max_daily_loss_pct: 0.02 }
`;

export const STRATEGY_LAB_AGENTS = `  - { name: sma_trend, kind: rule, rule: { preset: sma_crossover, fast_feature: sma_20, slow_feature: sma_50 }, risk: { max_position_pct: 0.05 } }
  - name: trend_dip              # a rule in words of your own
    kind: rule
    rule: { entry: "rsi_14 < 40 and sma_20 > sma_50", exit: "rsi_14 > 60 or position.bars_held >= 20" }
    risk: { max_position_pct: 0.05 }
`;

export const RSI_SWEEP = `sweeps:
  - name: rsi_threshold_grid
    kind: agent_backtest
    agent: rsi_reversion
    parameters:
      - { path: rule.buy_below, values: [25, 30] }
      - { path: rule.sell_above, values: [70, 75] }
`;

export const SMA_SWEEP = `  - { name: sma_risk_grid, kind: agent_backtest, agent: sma_trend, parameters: [{ path: risk.max_position_pct, values: [0.03, 0.05, 0.07] }] }
`;

export const SAFETY = `worlds:
  - { name: default, capital: 100000, allow_live: true, policy: { preset: sandbox } }   # a real broker is refused under sandbox
risk:
  drawdown_protection: { enabled: true, max_drawdown_pct: 0.15 }
  turnover_limits: { daily_max: 2, weekly_max: 5, monthly_max: 15 }
position_manager: { reconciliation: { intraday: 1m, daily: 1d } }
deployment: { target: docker-compose, mode: paper }
`;

/** What stands in DATA's place of `symbols: [SPX]` in the world template. */
export const WORLD_SYMBOLS = `  symbols: [SPX, { ticker: GLD, asset_class: etf }, { ticker: SLV, asset_class: etf }]
  tags: { SPX: [US], GLD: [gold], SLV: [silver] }
`;

export const WORLD = `agents:
  - name: ma_crossover
    kind: code
    symbols: [SPX]
    code: { module: strategies/ma_crossover.ts, export: MaCrossover, params: { fast: 10, slow: 50 } }
  - { name: rsi_reversion, kind: rule, symbols: [SPX], rule: { preset: rsi_threshold, feature: rsi_14 } }
  - { name: tsmom, kind: rule, symbols: [SPX], rule: { preset: tsmom } }
  - { name: gold_silver_ratio, kind: rule, symbols: [GLD, SLV], rule: { preset: gold_silver_ratio }, risk: { allow_short: true } }
worlds:
  - name: my_portfolio
    capital: 100000
    members: [ma_crossover, rsi_reversion, tsmom, gold_silver_ratio]
    policy: { preset: default }  # Sharpe 1.5, drawdown 10 %, correlation 0.7, 30 days: hints say what is missing
    allocation: { method: erc, max_weight: 0.4 }
operations:
  operators: [{ name: OpA, role: owner }, { name: OpB, role: owner }]
  alerts: { channels: [{ name: console, type: stdout }, { name: discord, type: discord, url_env: DISCORD_WEBHOOK_URL }] }
  digest: { day: sunday, time: "18:00", timezone: America/New_York }
deployment: { target: local, mode: paper }
`;
