import { fileURLToPath } from 'node:url';
import { readBytes, sha256 } from '../fs/index.ts';
import { AssetDamagedError } from './asset-damaged.ts';

const MANIFEST = 'promotion_manifest.json';

/** Beside the built program and in a checkout. */
const PLACES = ['./assets/template-model/', './template-model/'];

/** The model that the model-agent template comes with, as `promote` left it (docs/decisions: model of the template). */
export interface TemplateModel {
  /** Folder of the model, from the project's folder. */
  readonly folder: string;
  /** Name in the folder → text; the manifest last, since it puts the model into use. */
  readonly files: ReadonlyMap<string, string>;
}

const here = (): readonly string[] => PLACES.map((place) => fileURLToPath(new URL(place, import.meta.url)));

/**
 * @param folders where it may lie, each with a slash at its end
 * @throws AssetDamagedError when the model is not the one that its manifest vouches for
 */
export function templateModel(folders: readonly string[] = here()): TemplateModel {
  const text = (path: string): string | undefined => {
    const bytes = readBytes(path);
    return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
  };
  const folder = folders.find((place) => text(`${place}${MANIFEST}`) !== undefined);
  if (folder === undefined) throw new AssetDamagedError(`${folders[0]!}${MANIFEST}`);
  const manifest = text(`${folder}${MANIFEST}`)!;
  const { destination_path: destination, files } = JSON.parse(manifest) as {
    readonly destination_path: string;
    readonly files: readonly { readonly path: string; readonly sha256: string }[];
  };
  const found = new Map<string, string>();
  for (const { path, sha256: digest } of files) {
    const model = text(`${folder}${path}`);
    if (model === undefined || sha256(model) !== `sha256:${digest}`) throw new AssetDamagedError(`${folder}${path}`);
    found.set(path, model);
  }
  return { folder: destination, files: found.set(MANIFEST, manifest) };
}
