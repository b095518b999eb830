import { join } from 'node:path';
import { OnnxModel } from '../../adapters/models/index.ts';
import { loadUserModule, PluginInvalidError } from '../../adapters/user-modules.ts';
import { isModel, type ModelFamily, type OnnxSettings, onnxFamily } from '../../models/index.ts';
import type { Project } from '../project/index.ts';
import { SDK_URL } from './features.ts';

/** Model families that come with a project. */
export interface ProjectFamilies {
  readonly families: readonly ModelFamily[];
  /** Absolute paths of the project's own modules that were loaded: they enter the code version. */
  readonly files: readonly string[];
}

/**
 * The families beside the built-in ones: `custom` where `research.model.module` defines it, and `onnx`, which opens a file when a model asks
 * for it.
 * @throws PluginInvalidError, ModuleMissingError
 */
export async function projectFamilies({ research }: Project, projectDir: string): Promise<ProjectFamilies> {
  const onnx = onnxFamily((settings) => openOnnx(projectDir, settings), onnxSettings(research?.model));
  const module = research?.model.family === 'custom' ? research.model.module : undefined;
  if (module === undefined) return { families: [onnx], files: [] };
  const { exported, files } = await loadUserModule({ file: join(projectDir, module), shown: module, sdkUrl: SDK_URL });
  if (!isModel(exported)) {
    throw new PluginInvalidError(`${module} exports nothing made with defineModel`, {
      hint: 'write: export default defineModel({ … })',
    });
  }
  return { families: [exported, onnx], files };
}

function openOnnx(projectDir: string, { file, sha256, outputs, classes }: OnnxSettings) {
  const model = new OnnxModel({ projectDir, file, sha256, outputs, width: Math.max(1, classes.length) });
  return ({ columns, rows }: { readonly columns: readonly Float64Array[]; readonly rows: number }) => model.score(columns, rows);
}

type ModelSection = NonNullable<Project['research']>['model'];

function onnxSettings(model: ModelSection | undefined): OnnxSettings | undefined {
  if (model?.family !== 'onnx') return undefined;
  const { file, sha256, columns, outputs, classes = [] } = model;
  if (file === undefined || sha256 === undefined || columns === undefined || outputs === undefined) return undefined;
  return { file, sha256, columns, outputs, classes };
}
