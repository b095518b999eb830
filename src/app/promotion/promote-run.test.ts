import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { clearFaults, temporaryFolder } from '../../adapters/fs/fs.testkit.ts';
import { setWriteFault, writesSeen } from '../../adapters/fs/index.ts';
import { createRun } from '../../adapters/runs/index.ts';
import { loadPromoted } from '../models/index.ts';
import type { LoadedProject } from '../project/index.ts';
import { type PromoteOptions, type PromotionAnswer, promoteRun } from './index.ts';
import { storeModels } from './model-store.ts';
import { constantModel, INPUTS, type PlannedRun, projectIn, projectYaml, readJson, researchRun } from './research-run.testkit.ts';

clearFaults();

const NOW = Date.UTC(2026, 0, 3);
const BAD = { dsr: { value: { dsr: 0.41, trials: 63, months_needed: 30 } } };

interface Lab {
  readonly folder: string;
  loaded: LoadedProject;
  run(plan?: PlannedRun): string;
  promote(run: string, changes?: Partial<PromoteOptions>): Promise<PromotionAnswer>;
  readonly target: string;
}

function lab(yaml?: string): Lab {
  const folder = temporaryFolder();
  const self: Lab = {
    folder,
    loaded: projectIn(folder, yaml),
    target: join(folder, 'models/promoted/spx_model'),
    run: (plan) => researchRun(self.loaded, plan),
    promote: (run, changes) =>
      promoteRun({
        ...{ loaded: self.loaded, runsDir: join(folder, 'runs'), run, dryRun: false, now: NOW },
        ...{ env: { QTA_OPERATOR: 'ann' }, inputs: async () => INPUTS, ...changes },
      }),
  };
  return self;
}

const outcomes = ({ gates }: PromotionAnswer, outcome: string) =>
  gates.filter((gate) => gate.outcome === outcome).map(({ gate }) => gate);
/** Every file below a folder with its bytes. */
function snapshot(folder: string): Record<string, string> {
  if (!existsSync(folder)) return {};
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files.map(({ parentPath, name }) => [
      join(parentPath, name).slice(folder.length),
      readFileSync(join(parentPath, name), 'utf8'),
    ]),
  );
}

test('a run that passes every gate becomes the model in use, with its manifest there and in the run', async () => {
  const it = lab();
  const id = it.run();
  const answer = await it.promote(id);
  expect(answer).toMatchObject({ passed: true, promoted: true, dry_run: false, by: 'person:ann', stamps: [] });
  expect(outcomes(answer, 'PASS')).toEqual([
    ...['run_status', 'pins', 'leak_suite', 'sanity', 'baselines', 'dsr', 'pbo', 'spa'],
    ...['sample', 'mintrl', 'looks', 'out_of_sample'],
  ]);
  expect(answer.gates.length).toBe(12);
  const hash = createHash('sha256').update(constantModel(1)).digest('hex');
  const model = loadPromoted(it.target);
  expect(model).toMatchObject({ text: constantModel(1), sha256: hash, file: join(it.target, `model-${hash.slice(0, 12)}.json`) });
  expect(model.manifest).toMatchObject({
    kind: 'model',
    source_run_id: id,
    project_name: 'lab',
    target_name: 'spx_model',
    symbol: 'SPX',
    source_path: `models/experiments/${id.replace('research/', '')}/spx_model/model.json`,
    destination_path: 'models/promoted/spx_model',
    from: null,
    to: 'promoted',
    overrides: [],
    by: 'person:ann',
    files: [{ path: `model-${hash.slice(0, 12)}.json`, sha256: hash }],
    features: [
      { name: 'rsi_14', sha256: 'aaa' },
      { name: 'trend', sha256: 'bbb' },
    ],
    audit_seq: null,
    promoted_at: '2026-01-03T00:00:00.000Z',
  });
  expect(model.manifest.gates).toEqual(answer.gates);
  expect(readJson(join(it.folder, 'runs', id, 'promotion_manifest.json'))).toEqual(model.manifest);
  expect(readdirSync(it.target).sort()).toEqual([`model-${hash.slice(0, 12)}.json`, 'promotion_manifest.json']);
});

test('the full id and the name of the folder mean the same run; another family is refused', async () => {
  const it = lab();
  const id = it.run();
  for (const name of [id, id.replace('research/', ''), `runs/${id}`])
    expect((await it.promote(name, { dryRun: true })).run_id).toBe(id);
  const agent = createRun({ runsDir: join(it.folder, 'runs'), family: 'agent/backtest', name: 'a', currency: 'USD' });
  agent.finish('success', {});
  await expect(it.promote(agent.runId)).rejects.toMatchObject({ code: 'NOT_ACTIVE', exitCode: 2 });
  await expect(it.promote('research/nothing')).rejects.toMatchObject({ code: 'RUN_UNKNOWN', exitCode: 2 });
});

test('nothing is written when a blocking gate fails, and on a dry run', async () => {
  const it = lab();
  const bad = it.run({ facts: BAD });
  const before = snapshot(it.folder);
  const answer = await it.promote(bad);
  expect(answer).toMatchObject({ passed: false, promoted: false });
  expect(outcomes(answer, 'FAIL')).toEqual(['dsr']);
  expect(answer.gates.find(({ gate }) => gate === 'dsr')?.next_action).toBe(
    'DSR 0.41 after 63 trials. Add 30 months of data or stop searching; the bar rises with each trial.',
  );
  expect(snapshot(it.folder)).toEqual(before);
  const good = it.run({ minute: 1 });
  const after = snapshot(it.folder);
  expect(await it.promote(good, { dryRun: true })).toMatchObject({ passed: true, promoted: false, dry_run: true });
  expect(snapshot(it.folder)).toEqual(after);
});

test('a threshold changed in the file changes the outcome of the same run, and is in the manifest', async () => {
  const it = lab();
  const id = it.run({ facts: BAD });
  expect((await it.promote(id)).passed).toBe(false);
  const target = 'targets: [{ name: spx_model, symbol: SPX, path: models/promoted/spx_model }]';
  it.loaded = projectIn(it.folder, projectYaml(`${target}, gates: { dsr: { threshold: 0.4, reason: a first look } }`));
  expect(await it.promote(id)).toMatchObject({ passed: true, promoted: true });
  expect(loadPromoted(it.target).manifest.overrides).toEqual([
    { gate: 'dsr', threshold: 0.4, severity: null, reason: 'a first look' },
  ]);
  it.loaded = projectIn(it.folder, projectYaml(`${target}, gates: { sample: { threshold: 1001, reason: stricter } }`));
  expect(outcomes(await it.promote(id), 'FAIL')).toEqual(['dsr', 'sample']);
});

test.each([
  ['policy sandbox', 'policy: sandbox, ', {}, 'SANDBOX POLICY'],
  ['synthetic data', '', { summary: { stamps: ['SYNTHETIC DATA'] } }, 'SYNTHETIC DATA'],
])('%s: evidence only warns and the promotion is stamped', async (_what, policy, plan, stamp) => {
  const target = 'targets: [{ name: spx_model, symbol: SPX, path: models/promoted/spx_model }]';
  const it = lab(projectYaml(`${policy}${target}`));
  const answer = await it.promote(it.run({ facts: BAD, ...plan }));
  expect(answer).toMatchObject({ promoted: true, stamps: [stamp] });
  expect(outcomes(answer, 'WARN')).toEqual(['dsr']);
  expect(loadPromoted(it.target).manifest.stamps).toEqual([stamp]);
});

describe('pins', () => {
  const pinsOf = ({ gates }: PromotionAnswer) => gates.find(({ gate }) => gate === 'pins');

  test.each<[string, (it: Lab, id: string) => Partial<PromoteOptions> | undefined, string]>([
    [
      'a setting of the research',
      (it) => {
        it.loaded = projectIn(it.folder, projectYaml().replace('horizon: 5', 'horizon: 6'));
        return undefined;
      },
      'research.labels.horizon changed since the run; run again.',
    ],
    [
      'the data',
      () => ({ inputs: async () => ({ ...INPUTS, dataFingerprint: 'sha256:00' }) }),
      'the data changed since the run; run again.',
    ],
    [
      'the program',
      () => ({ inputs: async () => ({ ...INPUTS, codeVersion: '0.2.0+sha256:00' }) }),
      'the program (0.1.0+sha256:0123456789abcdef → 0.2.0+sha256:00) changed since the run; run again.',
    ],
    [
      'a byte of the model',
      (it, id) => {
        appendFileSync(join(it.folder, 'models/experiments', id.replace('research/', ''), 'spx_model/model.json'), '\n');
        return undefined;
      },
      'models/experiments/20260102_090000_000_lab_0000/spx_model/model.json changed since the run; run again.',
    ],
    [
      'a lost model',
      (it) => {
        rmSync(join(it.folder, 'models/experiments'), { recursive: true });
        return undefined;
      },
      'models/experiments/20260102_090000_000_lab_0000/spx_model/model.json changed since the run; run again.',
    ],
    [
      'the run’s own configuration',
      (it, id) => {
        const file = join(it.folder, 'runs', id, 'resolved_project_config.yaml');
        writeFileSync(file, readFileSync(file, 'utf8').replace('horizon: 5', 'horizon: 6'));
        return undefined;
      },
      'Not known: resolved_project_config.yaml is not the one that the run was made with.',
    ],
  ])('%s: it blocks and says what', async (_what, change, action) => {
    const it = lab();
    const id = it.run();
    const answer = await it.promote(id, change(it, id) ?? {});
    expect(pinsOf(answer)).toMatchObject({ outcome: 'FAIL', next_action: action });
    expect(answer.promoted).toBe(false);
    expect(existsSync(it.target)).toBe(false);
  });

  test('what does not decide the research may change: the gates, names, agents', async () => {
    const it = lab();
    const id = it.run();
    it.loaded = projectIn(
      it.folder,
      projectYaml('policy: sandbox, targets: [{ name: spx_model, symbol: SPX, path: models/promoted/spx_model }]')
        .replace('name: lab', 'name: other')
        .concat('agents: [{ name: a, kind: rule, rule: { entry: "rsi_14 < 30", exit: "rsi_14 > 50" } }]\n'),
    );
    expect(pinsOf(await it.promote(id))?.outcome).toBe('PASS');
  });
});

describe('again', () => {
  test('promoting an older run takes it back, also when the project has changed since', async () => {
    const it = lab();
    const old = it.run({ seed: 1 });
    await it.promote(old);
    it.loaded = projectIn(it.folder, projectYaml().replace('horizon: 5', 'horizon: 6'));
    const newer = it.run({ seed: 2, minute: 1 });
    const second = await it.promote(newer);
    expect(second.targets[0]!.replaces).toMatchObject({ source_run_id: old });
    expect(loadPromoted(it.target).text).toBe(constantModel(2));
    const back = await it.promote(old);
    expect(back.gates.find(({ gate }) => gate === 'pins')).toMatchObject({
      outcome: 'WARN',
      passed: true,
      note: 'promoted before; changed since then: research.labels.horizon',
    });
    expect(loadPromoted(it.target)).toMatchObject({ text: constantModel(1), manifest: { source_run_id: old } });
  });

  test('the five newest models stay, the one in use among them', async () => {
    const it = lab();
    const runs = [1, 2, 3, 4, 5, 6, 7].map((seed) => it.run({ seed, minute: seed }));
    for (const [index, id] of runs.entries()) {
      const { targets } = await it.promote(id);
      utimesSync(join(it.target, targets[0]!.model), index, index);
    }
    const files = (): readonly string[] => readdirSync(it.target).filter((name) => name.startsWith('model-'));
    expect(files().length).toBe(5);
    await it.promote(runs[0]!);
    expect(files().length).toBe(5);
    expect(loadPromoted(it.target).text).toBe(constantModel(1));
    const kept = files().map((name) => readFileSync(join(it.target, name), 'utf8'));
    expect(kept.sort()).toEqual([1, 4, 5, 6, 7].map(constantModel).sort());
  });
});

describe('targets', () => {
  const two = 'targets: [{ name: a, symbol: SPX, path: models/promoted/a }, { name: b, path: models/promoted/b }]';

  test('each gets its own folder and its own copy of the manifest', async () => {
    const it = lab(projectYaml(two));
    const id = it.run();
    expect((await it.promote(id)).targets.map(({ name, symbol }) => [name, symbol])).toEqual([
      ['a', 'SPX'],
      ['b', null],
    ]);
    for (const name of ['a', 'b']) {
      const { manifest } = loadPromoted(join(it.folder, 'models/promoted', name));
      expect(manifest.target_name).toBe(name);
      expect(readJson(join(it.folder, 'runs', id, `promotion_manifest.${name}.json`))).toEqual(manifest);
    }
  });

  test('a target that the run has no model for, or no target at all', async () => {
    const it = lab();
    const id = it.run();
    it.loaded = projectIn(it.folder, projectYaml(two));
    await expect(it.promote(id)).rejects.toMatchObject({
      code: 'PROMOTION_TARGET',
      exitCode: 2,
      hint: expect.stringContaining('spx_model (SPX)'),
    });
    it.loaded = projectIn(it.folder, projectYaml('policy: default'));
    await expect(it.promote(id)).rejects.toMatchObject({ code: 'PROMOTION_TARGET', hint: expect.stringContaining('targets:') });
  });
});

describe('a run without whole evidence', () => {
  test('that failed blocks with its cause', async () => {
    const it = lab();
    const answer = await it.promote(it.run({ status: 'failed' }));
    expect(answer).toMatchObject({ passed: false, promoted: false });
    expect(answer.gates[0]).toMatchObject({
      gate: 'run_status',
      outcome: 'FAIL',
      next_action: expect.stringContaining('a fold was too small'),
    });
    expect(answer.gates.find(({ gate }) => gate === 'dsr')?.next_action).toBe(
      'Not known: the run is failed and has no evidence.json.',
    );
  });

  test.each(['{', '{"schema_version":1,"facts":{},"models":[]}', '[]'])('%s is EVIDENCE_BROKEN', async (text) => {
    const it = lab();
    const id = it.run();
    writeFileSync(join(it.folder, 'runs', id, 'evidence.json'), text);
    await expect(it.promote(id)).rejects.toMatchObject({ code: 'EVIDENCE_BROKEN', exitCode: 2 });
  });

  test('a model that is no model is not promoted', async () => {
    const it = lab();
    const id = it.run();
    const path = join(it.folder, 'models/experiments', id.replace('research/', ''), 'spx_model/model.json');
    const evidencePath = join(it.folder, 'runs', id, 'evidence.json');
    writeFileSync(path, '{"schema":"model/0"}');
    const sha256 = createHash('sha256').update('{"schema":"model/0"}').digest('hex');
    writeFileSync(evidencePath, readFileSync(evidencePath, 'utf8').replace(/[0-9a-f]{64}/, sha256));
    await expect(it.promote(id, { dryRun: true })).rejects.toMatchObject({ code: 'MODEL_ARTIFACT_BROKEN' });
    expect(existsSync(it.target)).toBe(false);
  });
});

describe('who promotes', () => {
  test('the name in QTA_OPERATOR, else the user of the system', async () => {
    const it = lab();
    const id = it.run();
    const by = async (env: Record<string, string>): Promise<string> => (await it.promote(id, { env, dryRun: true })).by;
    expect(await by({ QTA_OPERATOR: 'bob' })).toBe('person:bob');
    expect(await by({})).toMatch(/^person:[A-Za-z0-9]/);
    await expect(by({ QTA_OPERATOR: 'no name' })).rejects.toMatchObject({ code: 'PERSON_UNKNOWN', exitCode: 2 });
  });
});

describe('a promotion that is cut off', () => {
  /** The model in use is whole and is the old or the new one. */
  const wholeIn = (it: Lab): string => {
    const { text, manifest } = loadPromoted(it.target);
    expect([constantModel(1), constantModel(2)]).toContain(text);
    expect(manifest.source_run_id.endsWith(text === constantModel(1) ? '_090000_000_lab_0000' : '_090100_000_lab_0000')).toBe(
      true,
    );
    return text;
  };

  test('by a full disk at any write leaves the old or the new one whole', async () => {
    const it = lab();
    const old = it.run({ seed: 1 });
    const newer = it.run({ seed: 2, minute: 1 });
    await it.promote(old);
    setWriteFault({ reason: 'NONE', at: Number.POSITIVE_INFINITY, lasting: false, pathPart: '' });
    await it.promote(newer);
    const points = writesSeen();
    expect(points).toBe(8);
    setWriteFault(undefined);
    const seen: string[] = [];
    for (let at = 1; at <= points; at += 1) {
      await it.promote(old);
      setWriteFault({ reason: 'ENOSPC', at, lasting: true, pathPart: '' });
      await expect(it.promote(newer)).rejects.toMatchObject({ code: 'STORE_WRITE', exitCode: 3 });
      setWriteFault(undefined);
      seen.push(wholeIn(it) === constantModel(1) ? 'old' : 'new');
      expect(readdirSync(it.target).filter((name) => !/^(model-[0-9a-f]{12}|promotion_manifest)\.json$/.test(name))).toEqual([]);
    }
    expect(seen).toEqual(['old', 'old', 'old', 'old', 'old', 'old', 'new', 'new']);
  });

  test('by SIGKILL at any write leaves the old or the new one whole, and the next one goes through', {
    timeout: 120_000,
  }, async () => {
    const it = lab();
    const old = it.run({ seed: 1 });
    const newer = it.run({ seed: 2, minute: 1 });
    await it.promote(newer);
    const { text, manifest } = loadPromoted(it.target);
    const staged = { folder: it.target, manifest, text, copy: join(it.folder, 'runs', newer, 'promotion_manifest.json') };
    const store = new URL('./model-store.ts', import.meta.url).href;
    const program = `import { storeModels } from ${JSON.stringify(store)}; storeModels([${JSON.stringify(staged)}]);`;
    const seen: string[] = [];
    for (let at = 1; at <= 8; at += 1) {
      await it.promote(old);
      const child = spawnSync(process.execPath, ['--input-type=module-typescript', '-e', program], {
        encoding: 'utf8',
        env: { PATH: process.env['PATH'], QTA_TEST_WRITE_FAULT: `KILL@${at}` },
      });
      expect({ signal: child.signal, stderr: child.stderr }).toEqual({ signal: 'SIGKILL', stderr: '' });
      seen.push(wholeIn(it) === constantModel(1) ? 'old' : 'new');
    }
    expect(seen).toEqual(['old', 'old', 'old', 'old', 'old', 'old', 'new', 'new']);
    await it.promote(newer);
    expect(readdirSync(it.target).filter((name) => name.endsWith('.tmp') || name.endsWith('.lock'))).toEqual([]);
  });

  describe('of several models', () => {
    const two = (names: readonly string[]): string =>
      `targets: [${names.map((name) => `{ name: ${name}, symbol: SPX, path: models/promoted/${name} }`).join(', ')}]`;
    const names = ['a', 'b', 'c'];
    /** Seeds of the models in use, by target. */
    const inUse = (it: Lab): readonly string[] =>
      names.map((name) => (loadPromoted(join(it.folder, 'models/promoted', name)).text === constantModel(1) ? 'old' : 'new'));
    const leftovers = (it: Lab): readonly string[] =>
      names
        .flatMap((name) => readdirSync(join(it.folder, 'models/promoted', name)))
        .filter((name) => !/^(model-[0-9a-f]{12}|promotion_manifest)\.json$/.test(name));

    test('a full disk at any write leaves all old ones or all new ones, and the next promotion tidies up', async () => {
      const it = lab(projectYaml(two(names)));
      const old = it.run({ seed: 1 });
      const newer = it.run({ seed: 2, minute: 1 });
      await it.promote(old);
      setWriteFault({ reason: 'NONE', at: Number.POSITIVE_INFINITY, lasting: false, pathPart: '' });
      await it.promote(newer);
      const points = writesSeen();
      setWriteFault(undefined);
      const seen: string[] = [];
      for (let at = 1; at <= points; at += 1) {
        await it.promote(old);
        expect(inUse(it)).toEqual(['old', 'old', 'old']);
        setWriteFault({ reason: 'ENOSPC', at, lasting: true, pathPart: '' });
        await expect(it.promote(newer)).rejects.toMatchObject({ code: 'STORE_WRITE', exitCode: 3 });
        setWriteFault(undefined);
        const [first, ...others] = inUse(it);
        expect(new Set(others)).toEqual(new Set([first]));
        seen.push(first!);
      }
      // One change, from old to new, and both sides of it were seen.
      expect(seen).toEqual([...seen].sort((x, y) => (x === y ? 0 : x === 'old' ? -1 : 1)));
      expect(new Set(seen)).toEqual(new Set(['old', 'new']));
      await it.promote(old);
      expect(inUse(it)).toEqual(['old', 'old', 'old']);
      expect(leftovers(it)).toEqual([]);
    });

    test('SIGKILL between the manifests: all are in use, and a promotion of one of them finishes the others', {
      timeout: 120_000,
    }, async () => {
      const it = lab(projectYaml(two(names)));
      const old = it.run({ seed: 1 });
      const newer = it.run({ seed: 2, minute: 1 });
      await it.promote(newer);
      const staged = names.map((name) => {
        const folder = join(it.folder, 'models/promoted', name);
        const { text, manifest } = loadPromoted(folder);
        return { folder, manifest, text, copy: join(it.folder, 'runs', newer, `promotion_manifest.${name}.json`) };
      });
      const store = new URL('./model-store.ts', import.meta.url).href;
      const program = `import { storeModels } from ${JSON.stringify(store)}; storeModels(${JSON.stringify(staged)});`;
      const seen: string[] = [];
      let cut = 0;
      for (const at of [13, 19, 21, 23]) {
        await it.promote(old);
        const child = spawnSync(process.execPath, ['--input-type=module-typescript', '-e', program], {
          encoding: 'utf8',
          env: { PATH: process.env['PATH'], QTA_TEST_WRITE_FAULT: `KILL@${at}` },
        });
        expect({ signal: child.signal, stderr: child.stderr }).toEqual({ signal: 'SIGKILL', stderr: '' });
        const now = inUse(it);
        expect(new Set(now).size).toBe(1);
        seen.push(now[0]!);
        if (!leftovers(it).includes('promotion_commit.json')) continue;
        cut += 1;
        // The model of c alone, as it was: the promotion that happened is finished in a and b first.
        storeModels([{ ...staged[2]!, text: constantModel(2) }]);
        expect(inUse(it)).toEqual(['new', 'new', 'new']);
        expect(leftovers(it).filter((name) => !name.endsWith('.tmp') && !name.endsWith('.lock'))).toEqual([]);
      }
      expect(new Set(seen)).toEqual(new Set(['old', 'new']));
      expect(cut).toBeGreaterThanOrEqual(2);
    });
  });
});
