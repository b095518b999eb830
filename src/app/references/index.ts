export { ReferenceFileError, ReferenceFolderError } from './errors.ts';
export type { OtherFile } from './folder.ts';
export type { ReferenceNote, ReferenceRow } from './row.ts';
export { type ReferenceReport, verifyReferences } from './verify.ts';
