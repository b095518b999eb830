import { repeatRun, storedProject } from '../../app/backtest/index.ts';
import { repeatBatch, storedChild } from '../../app/batch/index.ts';
import { repeatResearch } from '../../app/research/index.ts';
import { verifyRun } from '../../app/runs/index.ts';
import { storedRunContext, withProgress } from '../backtest-run.ts';
import type { CommandContext, CommandResult, Options } from '../command.ts';
import { verifyText } from '../verify-text.ts';
import { runsPlace } from './runs-folder.ts';

/** How each type of run is run again. */
const REPEAT = { agent: repeatRun, batch: repeatBatch, research: repeatResearch } as const;

export async function runsVerify(context: CommandContext, options: Options): Promise<CommandResult> {
  const { runsDir, projectDir } = runsPlace(context, options);
  const stored = storedRunContext(context, projectDir);
  const result = await withProgress(context, (onProgress) =>
    verifyRun({
      runsDir,
      id: options.needed('id'),
      childOf: (files) => storedChild(runsDir, files, () => storedProject(files, stored)),
      rerun: (input) => REPEAT[input.summary.type](input, { ...stored, onProgress }),
    }),
  );
  return { exitCode: result.equal ? 0 : 1, json: result, text: verifyText(result, context.style) };
}
