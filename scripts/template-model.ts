import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundledSpx, initProject } from '../src/app/templates/index.ts';
import { VERSION } from '../src/cli/version.ts';
import { root, runNode } from './command.ts';

/** Where the model of the model-agent template is committed. */
export const TEMPLATE_MODEL = join(root, 'src/adapters/assets/template-model');
const TARGET = 'models/promoted/spx_daily_classifier';

/** Makes the model of the template anew and commits its files to the source tree; what is there is replaced. */
export async function writeTemplateModel(): Promise<number> {
  const files = await makeTemplateModel();
  rmSync(TEMPLATE_MODEL, { recursive: true, force: true });
  mkdirSync(TEMPLATE_MODEL, { recursive: true });
  for (const [name, text] of files) writeFileSync(join(TEMPLATE_MODEL, name), text);
  process.stdout.write(`wrote ${[...files.keys()].join(', ')}\n`);
  return 0;
}

/**
 * `research run` and `promote` on the template, in a folder of their own.
 * @returns the files of the promoted model, name → text
 * @throws Error with what the command printed when one fails
 */
export async function makeTemplateModel(): Promise<ReadonlyMap<string, string>> {
  const folder = mkdtempSync(join(tmpdir(), 'qta-template-'));
  try {
    initProject({
      ...{ template: 'model-agent', output: 'config/project.yaml', cwd: folder, data: 'sample', force: false },
      ...{ version: VERSION, now: Date.now(), env: {}, spxCsv: () => bundledSpx().text },
      // The project as it is without a model: it is made from nothing.
      templateModel: () => ({ folder: TARGET, files: new Map() }),
    });
    await command(folder, ['research', 'run', '-c', 'config/project.yaml']);
    const [run = ''] = readdirSync(join(folder, 'runs/research'));
    await command(folder, ['promote', '--run', run, '-c', 'config/project.yaml']);
    const target = join(folder, TARGET);
    const names = existsSync(target) ? readdirSync(target).filter((name) => name.endsWith('.json')) : [];
    return new Map(names.sort().map((name) => [name, readFileSync(join(target, name), 'utf8')]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function command(cwd: string, args: readonly string[]): Promise<void> {
  const { code, output } = await runNode(join(root, 'bin/quanttradeai.mjs'), args, {
    cwd,
    output: 'keep',
    env: { QTA_FROM_SOURCE: '1', QTA_OPERATOR: 'template', NO_COLOR: '1' },
  });
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code ?? 'no code'}:\n${output}`);
}
