import { createReadStream, statSync } from 'node:fs';
import type { S3Client } from '@aws-sdk/client-s3';
import { AppError } from '../../base/index.ts';
import { sha256, systemCode, wallClock } from '../fs/index.ts';
import { optionalPackage, PackageMissingError } from '../optional-package.ts';
import { type BlobStore, digitsOf, MARK_MS } from './blob-store.ts';
import { BlobDamagedError, BlobMissingError, S3Error } from './errors.ts';
import { filePieces, hashOf, writePieces } from './file-copy.ts';

const PACKAGE = '@aws-sdk/client-s3@3.1169.0';
const TRIES = 4;
const FIRST_PAUSE_MS = 250;
const LAST_PAUSE_MS = 1_000;
const CONNECT_MS = 10_000;
const ANSWER_MS = 120_000;

export interface S3Settings {
  readonly bucket: string;
  readonly region: string;
  /** In front of every name, as it is; may be empty. */
  readonly prefix: string;
  /** Of a server that speaks as S3 does; it is asked with the bucket in the path. */
  readonly endpoint: string | undefined;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

type Library = typeof import('@aws-sdk/client-s3');
type Sdk = Pick<
  Library,
  'S3Client' | 'PutObjectCommand' | 'GetObjectCommand' | 'HeadObjectCommand' | 'DeleteObjectCommand' | 'ListObjectsV2Command'
>;

/** Blobs as objects `<prefix>blobs/<64 digits>` of a bucket. S3 checks the SHA-256 of what it is given; reading checks it again. */
export class S3Store implements BlobStore {
  readonly place: string;
  readonly #settings: S3Settings;
  readonly #sdk: Sdk;
  readonly #client: S3Client;
  readonly #now: () => number;

  /** @throws PackageMissingError */
  static async open(settings: S3Settings, projectDir: string, now: () => number = wallClock): Promise<S3Store> {
    return new S3Store(settings, await sdk(projectDir), now);
  }

  private constructor(settings: S3Settings, library: Sdk, now: () => number) {
    const { region, endpoint, accessKeyId, secretAccessKey, bucket, prefix } = settings;
    this.place = `s3://${bucket}/${prefix}blobs`;
    this.#settings = settings;
    this.#sdk = library;
    this.#now = now;
    this.#client = new library.S3Client({
      region,
      credentials: { accessKeyId, secretAccessKey },
      maxAttempts: TRIES,
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      requestHandler: { connectionTimeout: CONNECT_MS, requestTimeout: ANSWER_MS },
      ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
    });
  }

  async put(bytes: Uint8Array): Promise<string> {
    const hash = sha256(bytes);
    if (!(await this.#isThere(hash, bytes.length))) await this.#write(hash, bytes, bytes.length);
    return hash;
  }

  async putFile(path: string): Promise<string> {
    const hash = await hashOf(filePieces(path));
    const { size } = statSync(path);
    if (!(await this.#isThere(hash, size))) await this.#write(hash, () => createReadStream(path), size);
    return hash;
  }

  async get(hash: string): Promise<Uint8Array> {
    const bytes = await this.#tried(async () => joined(await this.#read(hash)));
    this.#check(hash, sha256(bytes));
    return bytes;
  }

  async getFile(hash: string, path: string): Promise<void> {
    await this.#tried(async () => writePieces(path, await this.#read(hash), (found) => this.#check(hash, found)));
  }

  async remove(hash: string): Promise<void> {
    const command = new this.#sdk.DeleteObjectCommand(this.#object(hash));
    await this.#asked(() => this.#client.send(command));
  }

  async removeUnused(olderThanMs: number): Promise<number> {
    const { bucket, prefix } = this.#settings;
    const before = this.#now() - olderThanMs;
    let removed = 0;
    let token: string | undefined;
    do {
      const list = new this.#sdk.ListObjectsV2Command({ Bucket: bucket, Prefix: `${prefix}blobs/`, ContinuationToken: token });
      const page = await this.#asked(() => this.#client.send(list));
      for (const { Key, LastModified } of page.Contents ?? []) {
        const digits = Key?.slice(`${prefix}blobs/`.length) ?? '';
        if (!/^[0-9a-f]{64}$/.test(digits) || LastModified === undefined || LastModified.getTime() >= before) continue;
        await this.remove(`sha256:${digits}`);
        removed += 1;
      }
      token = page.NextContinuationToken;
    } while (token !== undefined);
    return removed;
  }

  #object(hash: string): { readonly Bucket: string; readonly Key: string } {
    const { bucket, prefix } = this.#settings;
    return { Bucket: bucket, Key: `${prefix}blobs/${digitsOf(hash)}` };
  }

  #check(hash: string, found: string): void {
    if (found !== hash) throw new BlobDamagedError(hash, found, this.place);
  }

  /** There with the right length and not due to be marked as used: writing it again is the mark. */
  async #isThere(hash: string, size: number): Promise<boolean> {
    try {
      const head = await this.#client.send(new this.#sdk.HeadObjectCommand(this.#object(hash)));
      const changed = head.LastModified?.getTime() ?? 0;
      return head.ContentLength === size && Math.abs(this.#now() - changed) < MARK_MS;
    } catch (error) {
      if (isNotFound(error)) return false;
      throw this.#failure(error);
    }
  }

  async #write(hash: string, body: Uint8Array | (() => NodeJS.ReadableStream), size: number): Promise<void> {
    const checksum = Buffer.from(digitsOf(hash), 'hex').toString('base64');
    await this.#tried(() => {
      const Body = typeof body === 'function' ? (body() as ReturnType<typeof createReadStream>) : body;
      const object = { ...this.#object(hash), Body, ContentLength: size, ChecksumSHA256: checksum };
      return this.#client.send(new this.#sdk.PutObjectCommand(object));
    });
  }

  async #read(hash: string): Promise<AsyncIterable<Uint8Array>> {
    const command = new this.#sdk.GetObjectCommand(this.#object(hash));
    try {
      const { Body } = await this.#client.send(command);
      if (Body === undefined) throw new S3Error(this.place, 'it answers without content', true);
      return this.#pieces(Body as unknown as AsyncIterable<Uint8Array>);
    } catch (error) {
      if (isNotFound(error)) throw new BlobMissingError(hash, this.place);
      throw this.#failure(error);
    }
  }

  async *#pieces(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      yield* body;
    } catch (error) {
      throw this.#failure(error);
    }
  }

  async #asked<T>(ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      throw this.#failure(error);
    }
  }

  /** What is read or written as a stream cannot be sent again by the library. */
  async #tried<T>(action: () => Promise<T>): Promise<T> {
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs *= 2) {
      try {
        return await this.#asked(action);
      } catch (error) {
        if (!(error instanceof S3Error && error.mayPass) || pauseMs > LAST_PAUSE_MS) throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }

  /** Only name, status and text: the library's error holds the request with its headers. */
  #failure(error: unknown): unknown {
    if (error instanceof AppError || error instanceof RangeError || !(error instanceof Error)) return error;
    const status = statusOf(error);
    const facts = [systemCode(error) ?? error.name, ...(status === undefined ? [] : [`status ${status}`])].join(', ');
    return new S3Error(this.place, `${error.message} (${facts})`, status === undefined || status >= 500);
  }
}

async function joined(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

function statusOf(error: Error): number | undefined {
  if (!('$metadata' in error) || typeof error.$metadata !== 'object' || error.$metadata === null) return undefined;
  const { httpStatusCode } = error.$metadata as { readonly httpStatusCode?: unknown };
  return typeof httpStatusCode === 'number' ? httpStatusCode : undefined;
}

/** A bucket that is not there is no missing blob. */
function isNotFound(error: unknown): boolean {
  return error instanceof Error && (error.name === 'NoSuchKey' || error.name === 'NotFound');
}

async function sdk(projectDir: string): Promise<Sdk> {
  const found = (await optionalPackage('@aws-sdk/client-s3', projectDir)) as Partial<Sdk> | undefined;
  const { S3Client, PutObjectCommand, GetObjectCommand, HeadObjectCommand, DeleteObjectCommand, ListObjectsV2Command } =
    found ?? {};
  if (S3Client === undefined || PutObjectCommand === undefined || GetObjectCommand === undefined) throw missing();
  if (HeadObjectCommand === undefined || DeleteObjectCommand === undefined || ListObjectsV2Command === undefined) throw missing();
  return { S3Client, PutObjectCommand, GetObjectCommand, HeadObjectCommand, DeleteObjectCommand, ListObjectsV2Command };
}

function missing(): PackageMissingError {
  return new PackageMissingError('a store on S3', [PACKAGE]);
}
