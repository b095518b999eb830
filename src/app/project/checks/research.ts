import { didYouMean } from '../../../base/index.ts';
import { type Path, projectPath } from '../../../config/index.ts';
import { labelKinds } from '../../../labels/index.ts';
import { familyOf, ModelParamsError, partsOf, readParams, tunedSpace } from '../../../models/index.ts';
import { EVIDENCE_GATES, gates as evidence } from '../../../research/index.ts';
import type { Project } from '../project.ts';
import type { Check, CheckContext } from './context.ts';

type Research = NonNullable<Project['research']>;

export const checkResearch: Check = (context) => {
  const { research } = context.project;
  if (research === undefined) return;
  checkLabels(context, research);
  checkModel(context, research);
  checkTestWindow(context, research);
  checkCombinations(context, research);
  checkTargets(context, research);
  checkGates(context, research.promotion.gates, ['research', 'promotion', 'gates']);
};

function checkLabels(context: CheckContext, { labels, model }: Research): void {
  if (labels.buy_threshold <= labels.sell_threshold) {
    const path = context.written(['research', 'labels', 'buy_threshold']) ? 'buy_threshold' : 'sell_threshold';
    context.report(
      'LABEL_THRESHOLDS',
      ['research', 'labels', path],
      `buy_threshold ${labels.buy_threshold} is not above sell_threshold ${labels.sell_threshold}`,
    );
  }
  if (labels.thresholds === 'none' && labels.threshold !== undefined) {
    const message = 'thresholds: none and threshold say two different things';
    context.report('LABEL_THRESHOLDS', ['research', 'labels', 'threshold'], message, { hint: 'keep one of them', aim: 'key' });
  }
  if (labels.window_max < labels.window_min) {
    const path = context.written(['research', 'labels', 'window_max']) ? 'window_max' : 'window_min';
    const message = `window_max ${labels.window_max} is below window_min ${labels.window_min}`;
    context.report('CONFIG_RANGE', ['research', 'labels', path], message);
  }
  const kinds = labelKinds(labels);
  const [wanted] = kinds;
  if (wanted !== undefined && !kinds.includes(model.kind)) {
    const path: Path = context.written(['research', 'model', 'kind'])
      ? ['research', 'model', 'kind']
      : ['research', 'labels', 'type'];
    context.report('LABEL_MODEL_MISMATCH', path, `label ${labels.type} wants a ${wanted}`, {
      hint: `research.model.kind: ${wanted}`,
    });
  }
  if (labels.type === 'custom' && labels.module === undefined) missing(context, ['research', 'labels'], 'module');
  if (labels.module !== undefined && !context.exists(labels.module))
    fileMissing(context, ['research', 'labels', 'module'], labels.module);
  if (labels.type !== 'meta') return;
  const agents = context.declaredNames(['agents']);
  if (labels.primary === undefined) missing(context, ['research', 'labels'], 'primary');
  else if (!agents.includes(labels.primary)) {
    context.report('AGENT_UNKNOWN', ['research', 'labels', 'primary'], `no agent is named "${labels.primary}"`, {
      hint: didYouMean(labels.primary, agents),
    });
  }
}

/** Kind, parameters and tuned ranges of the built-in families; those of an own module are known when it is loaded. */
function checkFamily(context: CheckContext, model: Research['model']): void {
  const { family, kind, params, tuning } = model;
  if (family === 'custom') return;
  if (family === 'onnx') {
    const says = model.outputs === 'prediction' ? 'regressor' : 'classifier';
    if (model.outputs !== undefined && says !== kind) {
      context.report('MODEL_KIND', ['research', 'model', 'outputs'], `outputs ${model.outputs} are those of a ${says}`, {
        hint: `research.model.kind: ${says}`,
      });
    }
    return;
  }
  const { kinds } = familyOf(partsOf(family, kind)[0]!);
  if (!kinds.includes(kind)) {
    const instead = partsOf('auto', kind)[1]!;
    context.report(
      'MODEL_KIND',
      ['research', 'model', 'family'],
      `${family} is a ${kinds.join(' or ')}, and research.model.kind is ${kind}`,
      {
        hint: `family: ${instead}, or kind: ${kinds[0]}`,
      },
    );
    return;
  }
  const choice = { family, kind };
  reportParams(context, ['research', 'model', 'params'], () => readParams(choice, params));
  reportParams(context, ['research', 'model', 'tuning', 'space'], () => tunedSpace(choice, tuning.space));
}

function reportParams(context: CheckContext, path: Path, read: () => unknown): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof ModelParamsError)) throw error;
    context.report('MODEL_PARAMS', [...path, error.key], error.problem, { hint: error.hint });
  }
}

const ONNX_KEYS = ['file', 'sha256', 'columns', 'outputs'] as const;

function checkModel(context: CheckContext, { model }: Research): void {
  checkFamily(context, model);
  if (model.family === 'custom') {
    if (model.module === undefined) missing(context, ['research', 'model'], 'module');
    else if (!context.exists(model.module)) fileMissing(context, ['research', 'model', 'module'], model.module);
  }
  if (model.family === 'onnx') {
    for (const key of ONNX_KEYS) if (model[key] === undefined) missing(context, ['research', 'model'], key);
    if (model.file !== undefined && !context.exists(model.file)) fileMissing(context, ['research', 'model', 'file'], model.file);
  }
}

function checkTestWindow(context: CheckContext, { evaluation, enabled }: Research): void {
  if (!enabled || !evaluation.use_configured_test_window || context.written(['data', 'test_start'])) return;
  const own: Path = ['research', 'evaluation', 'use_configured_test_window'];
  context.report(
    'TEST_WINDOW_REQUIRED',
    context.written(own) ? own : ['research'],
    'use_configured_test_window is true and no test window is set',
    {
      hint: 'set data.test_start and data.test_end, or use_configured_test_window: false for the last 20 % of the dates',
      aim: context.written(own) ? 'value' : 'key',
    },
  );
}

function checkCombinations(context: CheckContext, { evaluation: { cpcv } }: Research): void {
  if (cpcv === undefined || cpcv.test < cpcv.groups) return;
  const message = `${cpcv.test} of ${cpcv.groups} groups are tested, which leaves none to train on`;
  context.report('CONFIG_RANGE', ['research', 'evaluation', 'cpcv', 'test'], message, {
    hint: 'test fewer groups than there are',
  });
}

function checkTargets(context: CheckContext, { promotion }: Research): void {
  const seen = new Set<string>();
  for (const [index, target] of promotion.targets.entries()) {
    const path: Path = ['research', 'promotion', 'targets', index, 'path'];
    const inside = projectPath(target.path);
    if (inside !== undefined && !/^models\/./.test(inside)) {
      context.report('PROMOTION_PATH', path, `${target.path} is not under models/`, { hint: `models/promoted/${target.name}` });
    }
    if (inside !== undefined && seen.has(inside))
      context.report('NAME_DUPLICATE', path, `two promotion targets have the path "${inside}"`);
    if (inside !== undefined) seen.add(inside);
  }
}

type Gates = Research['promotion']['gates'];

/** GATE_UNKNOWN and GATE_OVERRIDE_REASON, for research and for agents. */
export function checkGates(context: CheckContext, gates: Gates, path: Path): void {
  for (const [name, gate] of Object.entries(gates)) {
    const at = [...path, name];
    if (!EVIDENCE_GATES.some((known) => known === name)) {
      context.report('GATE_UNKNOWN', at, `no gate is named "${name}"`, { hint: didYouMean(name, EVIDENCE_GATES), aim: 'key' });
    } else if (gate.reason === undefined) {
      context.report('GATE_OVERRIDE_REASON', at, `the changed gate ${name} needs a reason`, {
        hint: 'reason: "why this is right here"',
        aim: 'key',
      });
    } else {
      const fault = unusedChange(name, gate);
      if (fault !== undefined) context.report('GATE_OVERRIDE_UNUSED', at, fault, { aim: 'key' });
    }
  }
}

/** Why a change of a gate does nothing; undefined when it does. */
function unusedChange(name: string, change: Gates[string]): string | undefined {
  const gate = evidence.GATES.find((one) => one.name === name);
  const isReason = change.threshold === undefined && change.severity === undefined;
  if (gate === undefined || (name === 'sanity' && isReason)) return undefined;
  if (gate.always) return `the gate ${name} always blocks: a project cannot change it`;
  if (change.threshold !== undefined && gate.threshold === undefined) return `the gate ${name} has no threshold`;
  return isReason ? `the gate ${name} has a reason and nothing that is changed` : undefined;
}

export function missing(context: CheckContext, path: Path, key: string): void {
  context.report('CONFIG_KEY_MISSING', path, `${context.label(path)} needs "${key}"`, { aim: 'key' });
}

export function fileMissing(context: CheckContext, path: Path, file: string): void {
  context.report('FILE_MISSING', path, `there is no file ${file}`);
}
