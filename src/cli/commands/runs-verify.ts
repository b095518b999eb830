import { repeatRun } from '../../app/backtest/index.ts';
import { repeatResearch } from '../../app/research/index.ts';
import { verifyRun } from '../../app/runs/index.ts';
import { storedRunContext, withProgress } from '../backtest-run.ts';
import type { CommandContext, CommandResult, Options } from '../command.ts';
import { verifyText } from '../verify-text.ts';
import { runsPlace } from './runs-folder.ts';

export async function runsVerify(context: CommandContext, options: Options): Promise<CommandResult> {
  const { runsDir, projectDir } = runsPlace(context, options);
  const result = await withProgress(context, (onProgress) =>
    verifyRun({
      runsDir,
      id: options.needed('id'),
      rerun: (input) => {
        const repeat = input.summary.type === 'research' ? repeatResearch : repeatRun;
        return repeat(input, { ...storedRunContext(context, projectDir), onProgress });
      },
    }),
  );
  return { exitCode: result.equal ? 0 : 1, json: result, text: verifyText(result, context.style) };
}
