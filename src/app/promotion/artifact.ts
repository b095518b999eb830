import { ModelArtifactError, readModelDocument, readModelText } from '../../models/index.ts';
import { ModelFilesBrokenError, type PromotionManifest } from '../models/index.ts';

/** Families whose fitted state only a file or package of the project can load. */
const OWN_FAMILIES = new Set(['custom', 'onnx']);

/**
 * The features that a model reads, as its manifest lists them. A model that could not be loaded is not promoted; one of the project's own
 * module is held against the schema only.
 * @throws ModelFilesBrokenError when the file is no model
 */
export function artifactFeatures(file: string, text: string, family: string): PromotionManifest['features'] {
  try {
    const { features } = OWN_FAMILIES.has(family) ? readModelDocument(text) : readModelText(text).document;
    return features.map(({ name, hash }) => ({ name, sha256: hash.replace(/^sha256:/, '') }));
  } catch (error) {
    if (!(error instanceof ModelArtifactError)) throw error;
    throw new ModelFilesBrokenError(file, error.message, { cause: error, hint: 'run the research again' });
  }
}
