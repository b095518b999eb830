export type { BlobStore } from './blob-store.ts';
export { BlobDamagedError, BlobMissingError, S3Error } from './errors.ts';
export { FolderStore } from './folder-store.ts';
export { type S3Settings, S3Store } from './s3-store.ts';
