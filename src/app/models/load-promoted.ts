import { join } from 'node:path';
import { readBytes, readText, sha256 } from '../../adapters/fs/index.ts';
import { MAX_MODEL_BYTES, type ModelArtifact, ModelArtifactError, type ModelFamily, readModelText } from '../../models/index.ts';
import { ModelFilesBrokenError, ModelNotPromotedError } from './errors.ts';
import { PROMOTION_MANIFEST, type PromotionManifest, promotionManifestSchema } from './manifest.ts';
import { happened, readPending } from './pending.ts';

/** The model in use of a folder under `models/promoted`. */
export interface PromotedModel {
  readonly manifest: PromotionManifest;
  /** Absolute path of the model file that the manifest names. */
  readonly file: string;
  /** 64 hexadecimal digits. */
  readonly sha256: string;
  /** JSON as it was trained. */
  readonly text: string;
}

/**
 * Reads the model that is promoted into a folder: the file that the manifest names, with the bytes that the manifest vouches for.
 * @param folder absolute
 * @param shown the folder as the project names it, for messages
 * @throws ModelNotPromotedError when nothing was promoted there
 * @throws ModelFilesBrokenError (MODEL_ARTIFACT_BROKEN) when manifest or model are not what `promote` wrote
 */
export function loadPromoted(folder: string, shown: string = folder): PromotedModel {
  const manifest = manifestInForce(folder);
  if (manifest === undefined) throw new ModelNotPromotedError(shown);
  const [model] = manifest.files;
  const file = join(folder, model!.path);
  const { text, digest } = readModelFile(file);
  if (digest !== model!.sha256) {
    throw new ModelFilesBrokenError(
      file,
      `the model has the hash ${digest.slice(0, 12)}… and ${model!.sha256.slice(0, 12)}… was promoted`,
    );
  }
  return { manifest, file, sha256: digest, text };
}

/**
 * The manifest of the model in use in a folder; undefined: nothing was promoted there. A promotion of several models counts in all of their
 * folders from one moment on: where it was cut off before every manifest was in its place, the pending one is in force.
 * @throws ModelFilesBrokenError
 */
export function manifestInForce(folder: string): PromotionManifest | undefined {
  const pending = readPending(folder);
  if (pending !== undefined && happened(folder, pending)) return pending.manifest;
  return readManifest(join(folder, PROMOTION_MANIFEST));
}

/** Undefined when there is no such file. @throws ModelFilesBrokenError when it is no manifest */
export function readManifest(path: string): PromotionManifest | undefined {
  const text = readText(path);
  if (text === undefined) return undefined;
  const parsed = promotionManifestSchema.safeParse(parsedJson(path, text));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = issue === undefined || issue.path.length === 0 ? '' : ` at ${issue.path.join('.')}`;
  throw new ModelFilesBrokenError(path, `this is no promotion manifest${place}: ${issue?.message ?? 'unreadable'}`, {
    cause: parsed.error,
  });
}

/** A model file as text and its digest. @throws ModelFilesBrokenError when it is missing or too large */
export function readModelFile(file: string): { readonly text: string; readonly digest: string } {
  const bytes = readBytes(file);
  if (bytes === undefined) throw new ModelFilesBrokenError(file, 'the model file is missing');
  if (bytes.length > MAX_MODEL_BYTES) {
    throw new ModelFilesBrokenError(file, `the model has ${bytes.length} bytes and at most ${MAX_MODEL_BYTES} are read`, {
      hint: 'train a smaller model: fewer rounds, leaves or ensemble seeds',
    });
  }
  return { text: new TextDecoder().decode(bytes), digest: sha256(bytes).slice('sha256:'.length) };
}

/** The model that a file holds. @throws ModelFilesBrokenError naming the file; UnknownModelError for a family that was not handed in */
export function parseModelFile(
  { text, file }: { readonly text: string; readonly file: string },
  families: readonly ModelFamily[],
): ModelArtifact {
  try {
    return readModelText(text, { families });
  } catch (error) {
    if (!(error instanceof ModelArtifactError)) throw error;
    throw new ModelFilesBrokenError(file, error.message, {
      cause: error,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
    });
  }
}

function parsedJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new ModelFilesBrokenError(path, `this is no JSON: ${error.message}`, { cause: error });
  }
}
