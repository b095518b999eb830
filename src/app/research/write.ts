import { join } from 'node:path';
import { ensureFolder, sha256, writeFileAtomic } from '../../adapters/fs/index.ts';
import { plainDecimal, type RunWriter } from '../../adapters/runs/index.ts';
import { isoTime } from '../../base/index.ts';
import { evaluation, luckEvidence, rows as researchRows, type splits, type training } from '../../research/index.ts';
import type { Findings } from './judge.ts';
import type { LearnedUnit } from './learn.ts';
import type { RunModel } from './models.ts';

/** Writes what a research run found; its models go below `modelsDir`/experiments. */
export function writeFindings(run: RunWriter, findings: Findings, modelsDir: string): void {
  writeModels(run, findings.models, modelsDir);
  run.writeJson('certificate.json', findings.certificate);
  run.writeJson('folds.json', foldsFile(findings));
  run.writeJson('comparison.json', findings.comparison);
  run.writeJson('feature_report.json', findings.features);
  run.writeText('oos_predictions.csv', predictionsText(findings));
  run.writeText('trials.jsonl', trialsText(findings));
  run.writeJson('metrics.json', metricsDocument(findings));
  run.writeJson('evidence.json', evidenceFile(run, findings));
}

const folderName = (runId: string): string => runId.split('/').at(-1)!;
const modelPath = (runId: string, target: string): string => `models/experiments/${folderName(runId)}/${target}/model.json`;

function writeModels({ runId }: RunWriter, models: readonly RunModel[], modelsDir: string): void {
  for (const { target, text } of models) {
    const folder = join(modelsDir, 'experiments', folderName(runId), target);
    ensureFolder(folder);
    writeFileAtomic(join(folder, 'model.json'), text);
  }
}

function evidenceFile({ runId }: RunWriter, { facts, models }: Findings): object {
  return {
    facts,
    models: models.map(({ target, symbol, text }) => ({
      ...{ target, symbol },
      path: modelPath(runId, target),
      sha256: sha256(text).slice('sha256:'.length),
    })),
  };
}

/** `metrics.json`: the judged portfolio, with the figures of the predictions among them. */
function metricsDocument(findings: Findings): object {
  const { document } = findings.evaluation.result;
  const { scores, foldScores, selections } = findings;
  const beaten = (baseline: 'constant' | 'linear'): number => evaluation.foldsBeaten(foldScores, baseline) / foldScores.length;
  const { baselines } = findings.facts;
  const isLinear = 'value' in baselines && baselines.value.family === 'linear';
  const [selection] = selections;
  const found: Readonly<Record<string, readonly [number | null, string]>> = {
    accuracy: [scores.accuracy, scores.not_available['accuracy'] ?? ''],
    balanced_accuracy: [scores.balanced_accuracy, scores.not_available['balanced_accuracy'] ?? ''],
    f1: [scores.f1, scores.not_available['f1'] ?? ''],
    mcc: [scores.mcc, scores.not_available['mcc'] ?? ''],
    log_loss: [scores.log_loss, scores.not_available['log_loss'] ?? ''],
    brier: [scores.brier, scores.not_available['brier'] ?? ''],
    ic: [scores.ic, scores.not_available['ic'] ?? ''],
    rank_ic: [scores.rank_ic, scores.not_available['rank_ic'] ?? ''],
    icir: [scores.icir, scores.not_available['icir'] ?? ''],
    baseline_folds_beaten: [isLinear ? beaten('constant') : Math.min(beaten('constant'), beaten('linear')), ''],
    pbo: [selection?.pbo ?? null, selection?.pbo_not_available ?? 'nothing was tuned'],
    spa_p: [selection?.spa_p ?? null, selection?.spa_not_available ?? 'nothing was tuned'],
  };
  const metrics: Record<string, number | string | null> = { ...document.metrics };
  const reasons: Record<string, string> = { ...document.not_available };
  for (const [key, [value, reason]] of Object.entries(found)) {
    metrics[key] = value;
    if (value === null) reasons[key] = reason;
    else delete reasons[key];
  }
  return { ...document, metrics, not_available: reasons };
}

/** `folds.json`: dates, purge proofs and scores of every split, by unit, fold and calendar year. */
function foldsFile(findings: Findings): object {
  const { learned, returns, trials, selections, looks, extraLag } = findings;
  const { luck, dsrAtRaw } = luckEvidence(returns, trials);
  return {
    units: learned.units.map((unit) => unitFile(unit, learned.horizon)),
    cpcv: findings.cpcv,
    by_year: scoresBeside(learned.units, learned.horizon, 'year'),
    evidence: {
      trials: { raw: trials.raw, effective: trials.effective },
      looks: looks ?? null,
      luck_sharpe_per_period: 'value' in luck ? luck.value : null,
      dsr_at_raw: 'value' in dsrAtRaw ? dsrAtRaw.value : null,
      extra_lag_ratio: 'value' in extraLag ? extraLag.value : null,
      selections,
    },
  };
}

function unitFile(unit: LearnedUnit, horizon: number): object {
  const { result, name } = unit;
  const scores = new Map(scoresBeside([unit], horizon, 'fold').map((row) => [row.group, row]));
  return {
    unit: name,
    tuned_on_same_data: result.tunedOnSameData,
    folds: result.folds.map((one) => foldFile(unit, one, scores.get(one.fold.index))),
    test_window: foldFile(unit, result.final, scores.get(evaluation.TEST_WINDOW)),
  };
}

function foldFile(
  { table }: LearnedUnit,
  { fold, trained, calibration }: training.Scored,
  scores: ScoresBeside | undefined,
): object {
  const { proof } = fold;
  return {
    fold: fold.index,
    trained: spanFile(fold.trained),
    tested: spanFile(fold.tested),
    purge: { ...proof, smallestDistance: undefined, smallest_distance_ms: proof.smallestDistance ?? null },
    rows: researchRows.foldAccount(table, fold),
    family: trained.family,
    params: trained.params,
    trials: trained.trials.length,
    tunings: trained.tunings,
    not_tuned: trained.notTuned,
    calibration: calibrationFile(calibration, table.classes.length > 0),
    scores: scores ?? null,
  };
}

/** A predicted number stays as it is: of a regressor the chance of a gain is calibrated. */
function calibrationFile(calibration: training.Scored['calibration'], isClassifier: boolean): object {
  if (calibration.method === 'none') return { method: 'none', reason: calibration.reason };
  return isClassifier ? { method: calibration.method } : { method: calibration.method, of: 'chance of a gain' };
}

function spanFile({ from, to }: splits.Fold['trained']): object {
  return { from: isoTime(from), to: isoTime(to) };
}

interface ScoresBeside extends Omit<evaluation.GroupScores, 'from' | 'to'> {
  readonly from: string;
  readonly to: string;
  /** The figures by which models are compared, of both baselines on the same rows. */
  readonly baselines: Readonly<Record<'constant' | 'linear', Pick<evaluation.Scores, 'log_loss' | 'rank_ic'>>>;
}

/** Scores of each fold or calendar year, the test window among them, beside those of the baselines. */
function scoresBeside(units: Findings['learned']['units'], horizon: number, by: 'fold' | 'year'): readonly ScoresBeside[] {
  const of = (speaker: evaluation.Speaker): readonly evaluation.GroupScores[] =>
    evaluation.groupScores(evaluation.outOfSample(units, speaker).predictions, horizon, by);
  const [constant, linear] = [of('constant'), of('linear')];
  return of('own').map(({ from, to, ...scores }, at) => {
    const compared = ({ log_loss, rank_ic }: evaluation.GroupScores) => ({ log_loss, rank_ic });
    const baselines = { constant: compared(constant[at]!), linear: compared(linear[at]!) };
    return { ...scores, from: isoTime(from), to: isoTime(to), baselines };
  });
}

const PREDICTIONS_HEADER = 'timestamp,symbol,segment,label,label_return,score,probabilities,signal,target\n';

/** One line per out-of-sample row with a label: what was said and what came. */
function predictionsText({ learned, targets, prepared }: Findings): string {
  const { predictions, row, unit } = evaluation.outOfSample(learned.units, 'own');
  const { dataset } = prepared.loaded;
  const slotOf = new Map(dataset.symbols.map(({ instrument }, slot) => [instrument.symbol, slot]));
  const lines = [PREDICTIONS_HEADER];
  for (let i = 0; i < row.length; i += 1) {
    const { table } = learned.units[unit[i]!]!;
    const at = row[i]!;
    const symbol = table.symbols[table.symbol[at]!]!;
    const slot = slotOf.get(symbol)!;
    const bar = table.bar[at]!;
    const fold = predictions.fold[i]!;
    const probabilities = predictions.classified?.probabilities.map((column) => number(column[i]!)) ?? [];
    const cells = [
      isoTime(table.time[at]!),
      symbol,
      fold === evaluation.TEST_WINDOW ? 'test' : `fold ${fold}`,
      number(table.value[at]!),
      number(table.labelReturn[at]!),
      number(predictions.score[i]!),
      probabilities.join(' '),
      number(targets.said[slot]!.signal[bar]!),
      number(targets.weights[slot]![bar]!),
    ];
    lines.push(`${cells.join(',')}\n`);
  }
  return lines.join('');
}

/** Empty for what is missing. */
function number(value: number): string {
  return Number.isNaN(value) ? '' : plainDecimal(value);
}

/** `trials.jsonl`: every set of parameters that was tried, where, and what came of it. */
function trialsText({ learned }: Findings): string {
  const lines = learned.units.flatMap(({ result }) =>
    [...result.folds, result.final].flatMap(({ trained }) =>
      trained.trials.map(({ index, params, status, objective, folds, series }) =>
        JSON.stringify({
          ...{
            task: trained.task,
            kind: trained.task.endsWith('/final') ? 'tuning' : 'inner',
            index,
            params,
            status,
            objective,
            folds,
          },
          periods: series.time.length,
        }),
      ),
    ),
  );
  return lines.map((line) => `${line}\n`).join('');
}
