import type { Path } from '../../../config/index.ts';
import { largestWeight } from '../largest-weight.ts';
import type { Project } from '../project.ts';
import type { Check, CheckContext } from './context.ts';

type Limits = Project['risk']['limits'];
type Limit = keyof Limits;

/** Each may not be above the next: an order in a position in a symbol in a sector in the account. */
const CHAINS: readonly (readonly [Limit, Limit])[] = [
  ['max_order_pct', 'max_position_pct'],
  ['max_position_pct', 'max_symbol_pct'],
  ['max_symbol_pct', 'max_sector_pct'],
  ['max_symbol_pct', 'max_gross_leverage'],
  ['max_daily_loss_pct', 'max_weekly_loss_pct'],
];

export const checkRisk: Check = (context) => {
  const { risk } = context.project;
  const base: Path = ['risk', 'limits'];
  for (const [low, high] of CHAINS) contradiction(context, risk.limits, low, high, base);
  const { drawdown_protection: peak, limits } = risk;
  for (const loss of ['max_weekly_loss_pct', 'max_weekly_drawdown_pct'] as const) {
    if (!peak.enabled || limits[loss] <= peak.max_drawdown_pct) continue;
    context.report(
      'LIMIT_CONTRADICTION',
      writtenOne(context, [...base, loss], ['risk', 'drawdown_protection', 'max_drawdown_pct']),
      `${loss} ${limits[loss]} is above drawdown_protection.max_drawdown_pct ${peak.max_drawdown_pct}`,
    );
  }
  checkEscalation(context);
  if (limits.max_net_leverage > limits.max_gross_leverage) {
    const path: Path = [...base, 'max_net_leverage'];
    context.report(
      'LIMIT_NEVER_BINDS',
      writtenOne(context, path, [...base, 'max_gross_leverage']),
      `max_net_leverage ${limits.max_net_leverage} is never reached: max_gross_leverage is ${limits.max_gross_leverage}`,
    );
  }
  checkLoosened(context);
  checkAllIn(context);
  checkReadiness(context);
};

function contradiction(context: CheckContext, limits: Limits, low: Limit, high: Limit, base: Path): void {
  const [a, b] = [Number(limits[low]), Number(limits[high])];
  if (!(a > b)) return;
  const [lowPath, highPath] = [
    [...base, low],
    [...base, high],
  ];
  context.report('LIMIT_CONTRADICTION', writtenOne(context, lowPath, highPath), `${low} ${a} is above ${high} ${b}`, {
    hint: `${high} is ${b} (${context.origin(highPath)})`,
  });
}

/** The path that the user wrote; the first when both or none were. */
function writtenOne(context: CheckContext, first: Path, second: Path): Path {
  return context.written(first) || !context.written(second) ? first : second;
}

function checkEscalation(context: CheckContext): void {
  const { escalation } = context.project.risk;
  const steps = ['warn', 'throttle', 'no_new', 'flatten'] as const;
  for (let i = 1; i < steps.length; i += 1) {
    const [below, above] = [steps[i - 1]!, steps[i]!];
    if (escalation[below] < escalation[above]) continue;
    context.report(
      'LIMIT_CONTRADICTION',
      writtenOne(context, ['risk', 'escalation', above], ['risk', 'escalation', below]),
      `escalation ${above} ${escalation[above]} is not above ${below} ${escalation[below]}`,
    );
  }
}

/** LIMIT_LOOSENED: an agent, or mode live, may only tighten. */
function checkLoosened(context: CheckContext): void {
  const { risk } = context.project;
  for (const { agent, path } of context.agents()) {
    looser(context, agent.risk, [...path, 'risk'], `agent "${agent.name}" allows`, 'an agent may only be tighter');
    const peak = risk.drawdown_protection;
    const own = agent.risk.max_drawdown_pct;
    if (own === undefined || !peak.enabled || own <= peak.max_drawdown_pct) continue;
    const account: Path = ['risk', 'drawdown_protection', 'max_drawdown_pct'];
    context.report(
      'LIMIT_LOOSENED',
      [...path, 'risk', 'max_drawdown_pct'],
      `agent "${agent.name}" allows ${own} and risk.drawdown_protection allows ${peak.max_drawdown_pct}`,
      {
        hint: `${context.label(account)} is ${peak.max_drawdown_pct} (${context.origin(account)}); an agent may only be tighter`,
      },
    );
  }
  if (risk.live !== undefined) looser(context, risk.live, ['risk', 'live'], 'risk.live allows', 'mode live may only be tighter');
}

function looser(context: CheckContext, own: Readonly<Record<string, unknown>>, path: Path, who: string, rule: string): void {
  for (const [key, limit] of Object.entries(context.project.risk.limits)) {
    const [mine, account] = [own[key], limit];
    if (mine === undefined || account === undefined || Number(mine) <= Number(account)) continue;
    context.report('LIMIT_LOOSENED', [...path, key], `${who} ${String(mine)} and risk.limits allows ${String(account)}`, {
      hint: `risk.limits.${key} is ${String(account)} (${context.origin(['risk', 'limits', key])}); ${rule}`,
    });
  }
}

/** An imitated engine goes all in by default; the caps make that impossible unless they are raised. */
function checkAllIn(context: CheckContext): void {
  for (const { agent, path } of context.agents()) {
    const { like } = agent.execution;
    const weight = largestWeight(agent, context.project);
    if (like === 'none' || weight >= 1) continue;
    context.report(
      'LIKE_WEIGHT_BELOW_ONE',
      [...path, 'execution', 'like'],
      `agent "${agent.name}" runs like ${like} and may hold at most ${weight} of its capital in one symbol`,
      {
        hint: 'risk.limits: { max_order_pct: 1, max_position_pct: 1, max_symbol_pct: 1, max_sector_pct: 1 }',
      },
    );
  }
}

/** Ranges of which both ends are settings. */
function checkReadiness(context: CheckContext): void {
  const { readiness } = context.project.operations;
  if (readiness.disk_warn < readiness.disk_fail) return;
  context.report(
    'LIMIT_CONTRADICTION',
    ['operations', 'readiness', 'disk_warn'],
    `disk_warn ${readiness.disk_warn} is not below disk_fail ${readiness.disk_fail}`,
  );
}
