import { bundledSpx, DATA_VARIANTS, initProject, initText, TEMPLATE_NAMES, templateModel } from '../../app/templates/index.ts';
import { type CommandContext, type CommandResult, type Options, OptionValueError } from '../command.ts';
import { VERSION } from '../version.ts';

export async function init(context: CommandContext, options: Options): Promise<CommandResult> {
  const template = options.oneOf('template', TEMPLATE_NAMES);
  const data = options.oneOf('data', DATA_VARIANTS);
  if (template === undefined || data === undefined) throw new OptionValueError('--template and --data name one of their choices');
  const result = initProject({
    template,
    data,
    output: options.needed('output'),
    cwd: context.cwd,
    force: options.flag('force'),
    version: VERSION,
    now: Date.now(),
    env: context.env,
    spxCsv: () => bundledSpx().text,
    templateModel: () => templateModel(),
  });
  return { exitCode: 0, json: { schema_version: 1, ...result }, text: initText(result) };
}
