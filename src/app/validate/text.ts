import { renderProblems } from '../../config/index.ts';
import type { LoadedProject } from '../project/index.ts';
import type { AgentSummary, SymbolSummary, ValidateSummary } from './summary.ts';

/** The summary as people read it, then the problems and their counts. */
export function validateText(loaded: LoadedProject, summary: ValidateSummary | undefined, reportDir: string | undefined): string {
  const parts: string[] = [];
  if (summary !== undefined) parts.push(summaryText(summary));
  const problems = renderProblems(loaded.problems);
  if (problems !== '') parts.push(problems);
  parts.push(closingLine(loaded, reportDir));
  return parts.join('\n');
}

function closingLine(loaded: LoadedProject, reportDir: string | undefined): string {
  const errors = loaded.problems.filter((problem) => problem.severity === 'error').length;
  const warnings = loaded.problems.length - errors;
  const counts = `${plural(errors, 'error')}, ${plural(warnings, 'warning')}`;
  const verdict = loaded.valid ? `${loaded.configFile} is valid: ${counts}` : `${loaded.configFile} is not valid: ${counts}`;
  return `${verdict}\n${reportDir === undefined ? '' : `Report: ${reportDir}\n`}`;
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

function summaryText(summary: ValidateSummary): string {
  const { window, test_window: test } = summary;
  const lines = [
    `Project    ${summary.project}${summary.profile === null ? '' : `   profile ${summary.profile}`}   ${summary.config_hash.slice(0, 19)}…`,
    `Window     ${window.start} … ${window.end ?? 'newest bar'}   bars ${window.timeframe}`,
  ];
  if (test !== null) lines.push(`Test       ${test.start} … ${test.end}`);
  for (const symbol of summary.symbols.slice(0, 20)) {
    lines.push(
      `Symbol     ${symbol.symbol}   ${symbol.origin} (${symbol.source})   ${symbol.asset_class}, lot ${symbol.lot_size}, calendar ${symbol.calendar}`,
    );
    if (symbol.file !== null) lines.push(`  file     ${fileText(symbol.file)}`);
  }
  if (summary.symbols.length > 20) lines.push(`           … and ${summary.symbols.length - 20} more symbols`);
  for (const { name, kind, params, used_by: users } of summary.features) {
    lines.push(
      `Feature    ${name}   ${kind ?? ''}${paramText(params)}   used by ${users.length === 0 ? 'nobody' : users.join(', ')}`,
    );
  }
  for (const model of summary.models)
    lines.push(`Model      ${model.name}   ${model.exists ? model.path : 'not promoted yet'}   used by ${model.used_by}`);
  for (const agent of summary.agents) lines.push(...agentLines(agent));
  if (summary.inactive.length > 0) {
    lines.push('Accepted, not active in this version:');
    for (const { path, capability } of summary.inactive) lines.push(`  ${path}   waits for ${capability}`);
  }
  return `${lines.join('\n')}\n`;
}

function fileText({ file, columns, stamps, timeframe, problem }: NonNullable<SymbolSummary['file']>): string {
  if (problem !== null) return `${file}   ${problem.code}: ${problem.message}`;
  const names = Object.entries(columns).map(([field, name]) => (field === name ? field : `${field} = "${name}"`));
  return `${file}   ${timeframe ?? 'bars'}, ${stamps}; ${names.join(', ')}`;
}

function paramText(params: Readonly<Record<string, unknown>>): string {
  const text = Object.entries(params).map(
    ([key, value]) => `${key} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`,
  );
  return text.length === 0 ? '' : `(${text.join(', ')})`;
}

const SHOWN_LIMITS: readonly string[] = [
  'max_order_pct',
  'max_position_pct',
  'max_symbol_pct',
  'max_gross_leverage',
  'max_daily_loss_pct',
  'max_drawdown_pct',
];

function agentLines(agent: AgentSummary): readonly string[] {
  const state = agent.enabled ? '' : ', switched off';
  const lines = [
    `Agent      ${agent.name}   ${agent.kind}, stage ${agent.stage}, world ${agent.world ?? 'none'}${state}   ${agent.symbols.join(', ')}   decides on ${agent.timeframe} bars, fills ${agent.fill}`,
  ];
  const shown = agent.limits.filter((limit) => SHOWN_LIMITS.includes(limit.limit));
  lines.push(
    `  limits   ${shown.map((limit) => `${limit.limit} ${limit.value}${limit.from === 'risk.limits' ? '' : ' (own)'}`).join(', ')}`,
  );
  lines.push(`  largest reachable weight ${agent.largest_weight}`);
  for (const lack of agent.lacks) lines.push(`  lacks    ${lack}`);
  return lines;
}
