import type { Json } from '../../base/index.ts';
import { canonicalJson } from '../../base/index.ts';
import { sha256 } from '../fs/index.ts';

/** One piece of work of a batch, as the one who wants it knows it. */
export interface QueueJob {
  /** Names the piece within its batch: letters, digits, `_` and `-`. The same id and payload is the same job, also after a restart. */
  readonly id: string;
  /** What a worker needs to know. Large things go through a store of blobs and stand here by their hash. */
  readonly payload: Json;
}

/** What lies in Redis for a job. */
export interface JobMessage {
  readonly batch: string;
  readonly code_version: string;
  readonly payload: Json;
}

/** How a job ended. */
export type JobEnd =
  | {
      readonly kind: 'done';
      readonly id: string;
      readonly answer: Json;
      /** Who did it. */
      readonly worker: string;
    }
  | {
      readonly kind: 'failed';
      readonly id: string;
      /** Code of the last failure; JOB_LOST when the workers that had it ended without a word. */
      readonly code: string;
      readonly reason: string;
      readonly worker: string | undefined;
    };

/** What a worker gives back for a job that it did. */
export interface JobAnswer {
  readonly worker: string;
  readonly answer: Json;
}

/** A number in front would be taken for a count, a colon parts keys. */
export function jobKey(batch: string, { id, payload }: QueueJob): string {
  return `${batch}.${id}.${sha256(canonicalJson(payload)).slice(7, 19)}`;
}

/** The queue of one version of the program: workers of another version never see its jobs. */
export function queueName(codeVersion: string): string {
  return `jobs-${sha256(codeVersion).slice(7, 19)}`;
}

/** Code of a job that its worker left because nobody waits for it any more. */
export const UNWANTED = 'JOB_UNWANTED';

/** A key that is there as long as somebody waits for the batch. */
export function wantedKey(prefix: string, batch: string): string {
  return `${prefix}:wanted:${batch}`;
}

const FAILURE = /^([A-Z][A-Z0-9_]*): ([\s\S]*)$/;

/** A failure as the one text that the queue keeps. */
export function failureText({ code, message }: { readonly code: string; readonly message: string }): string {
  return `${code}: ${message}`;
}

/** @param text `CODE: message`, or what the queue itself says of a job whose workers were lost */
export function failureOf(text: string): { readonly code: string; readonly reason: string } {
  const match = FAILURE.exec(text);
  if (match !== null) return { code: match[1]!, reason: match[2]! };
  return { code: 'JOB_LOST', reason: `every worker that had it ended without a word (${text})` };
}
