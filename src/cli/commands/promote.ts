import { resolve } from 'node:path';
import { requireProject } from '../../app/project/index.ts';
import { promoteRun, researchInputs } from '../../app/promotion/index.ts';
import { loadProjectFile } from '../../app/validate/index.ts';
import { type CommandContext, type CommandResult, NotActiveError, type Options } from '../command.ts';
import { promotionText } from '../promotion-text.ts';
import { VERSION } from '../version.ts';

export async function promote(context: CommandContext, options: Options): Promise<CommandResult> {
  const stage = options.oneOf('to', ['paper', 'live']);
  if (stage !== undefined) throw new NotActiveError(`\`promote --to ${stage}\``);
  if (options.text('acknowledgeLive') !== undefined) throw new NotActiveError('`promote --acknowledge-live`');
  const now = Date.now();
  const loaded = loadProjectFile({ configPath: resolve(context.cwd, options.needed('config')), env: context.env, now });
  const answer = await promoteRun({
    loaded,
    runsDir: resolve(loaded.projectDir, requireProject(loaded).operations.storage.runs_dir),
    run: options.needed('run'),
    dryRun: options.flag('dryRun'),
    env: context.env,
    now,
    inputs: (project, run) => researchInputs({ loaded: project, version: VERSION, run }),
  });
  return { exitCode: answer.passed ? 0 : 1, json: answer, text: promotionText(answer, context.style) };
}
