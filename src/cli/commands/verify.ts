import { resolve } from 'node:path';
import { verifyReferences } from '../../app/references/index.ts';
import type { CommandContext, CommandResult, Options } from '../command.ts';
import { referencesText } from '../references-text.ts';

export async function verify({ cwd, style }: CommandContext, options: Options): Promise<CommandResult> {
  const folder = options.text('references');
  const report = verifyReferences(folder === undefined ? undefined : resolve(cwd, folder));
  return { exitCode: report.totals.failed === 0 ? 0 : 1, json: report, text: referencesText(report, style) };
}
