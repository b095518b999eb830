import { resolve } from 'node:path';
import { requireProject } from '../../app/project/index.ts';
import { evaluateModel } from '../../app/research/index.ts';
import { loadProjectFile } from '../../app/validate/index.ts';
import { withProgress } from '../backtest-run.ts';
import type { CommandContext, CommandResult, Options } from '../command.ts';
import { evaluationText } from '../evaluation-text.ts';

export async function evaluate(context: CommandContext, options: Options): Promise<CommandResult> {
  const configPath = resolve(context.cwd, options.needed('config'));
  const loaded = loadProjectFile({ configPath, env: context.env, now: Date.now() });
  const runsDir = resolve(loaded.projectDir, requireProject(loaded).operations.storage.runs_dir);
  const answer = await withProgress(context, (onProgress) =>
    evaluateModel({
      ...{ loaded, runsDir, cwd: context.cwd, model: options.needed('model') },
      onProgress: ({ done, total, symbol }) => onProgress(done, total, `data ${symbol}`.trim()),
    }),
  );
  return { exitCode: 0, json: answer, text: evaluationText(answer, context) };
}
