import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type ModelDocument, modelText } from '../../models/index.ts';
import { manifestOf } from '../models/manifest.testkit.ts';
import { type LoadedProject, requireProject } from '../project/index.ts';
import { loadProjectFile } from '../validate/index.ts';
import { planOptionsFor } from './feature-world.ts';
import { featureIdentities, projectFeatures } from './features.ts';

/** A member that says the same class shares at every bar. */
export interface MemberFacts {
  /** Dates; the member speaks from the first moment of the day on. */
  readonly from: string;
  readonly to?: string;
  readonly trained: readonly [from: string, to: string];
  /** Of the classes −1, 0, 1. */
  readonly shares: readonly [down: number, flat: number, up: number];
}

export interface HandMade {
  readonly name: string;
  /** Columns that the members read and do not use. */
  readonly features: readonly string[];
  readonly horizon: number;
  readonly members: readonly MemberFacts[];
  readonly symbols?: readonly string[];
  readonly interval?: string;
  /** Default: forward_return. */
  readonly label?: string;
}

/** Writes the files of a project and loads it. @throws Error for a project with errors */
export function writeProject(folder: string, yaml: string, files: Readonly<Record<string, string>> = {}): LoadedProject {
  for (const [file, text] of Object.entries({ 'config/project.yaml': yaml, ...files })) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  const loaded = loadProjectFile({ configPath: join(folder, 'config/project.yaml'), env: {}, now: 0 });
  const errors = loaded.problems.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new Error(errors.map(({ path, message }) => `${path}: ${message}`).join('\n'));
  return loaded;
}

/** A model of constant members, made by hand for a project. */
export async function handMadeModel(loaded: LoadedProject, made: HandMade): Promise<string> {
  const project = requireProject(loaded);
  const own = await projectFeatures(project, loaded.projectDir);
  const symbols = made.symbols ?? ['SPX'];
  const identities = featureIdentities(own, made.features, planOptionsFor(project, symbols));
  const instant = (date: string): string => `${date}T00:00:00.000Z`;
  const pipeline = {
    missing: 'drop',
    inputs: [...made.features],
    columns: made.features.map((name) => ({ name, fill: null, clip: null, centre: 0, spread: 1 })),
    constant: [],
    unselected: [],
  };
  const members = made.members.map(({ from, to, trained, shares }) => ({
    valid_from: instant(from),
    valid_to: to === undefined ? null : instant(to),
    trained_from: instant(trained[0]),
    trained_to: instant(trained[1]),
    rows: 500,
    pipeline,
    params: {},
    model: { family: 'constant', fits: [{ values: [...shares] }] },
    calibration: { method: 'none', reason: 'made by hand' },
    class_mean_returns: [-0.02, 0, 0.02],
  }));
  const document: ModelDocument = {
    schema: 'model/1',
    name: made.name,
    kind: 'classifier',
    family: 'constant',
    classes: [-1, 0, 1],
    horizon_bars: made.horizon,
    label: { type: made.label ?? 'forward_return', horizon: made.horizon },
    symbols: [...symbols],
    interval: made.interval ?? project.data.timeframe,
    features: identities.map((identity) => ({ ...identity })),
    members: members as ModelDocument['members'],
    class_mean_returns: [-0.02, 0, 0.02],
    oos: { rank_ic: null, log_loss: 1.0986, folds: made.members.length },
    seed: 42,
    data_fingerprint: 'sha256:made by hand',
    code_version: 'made by hand',
    author: { kind: 'person', model: null },
  };
  return modelText(document);
}

/** Puts a model into a folder as `promote` does. @returns `sha256:…` of its file */
export function promoteByHand(folder: string, text: string): string {
  const hash = createHash('sha256').update(text).digest('hex');
  const file = `model-${hash.slice(0, 12)}.json`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, file), text);
  writeFileSync(join(folder, 'promotion_manifest.json'), JSON.stringify(manifestOf([{ path: file, sha256: hash }])));
  return `sha256:${hash}`;
}
