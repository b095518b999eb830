import { join } from 'node:path';
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { readBytes, sha256 } from '../fs/index.ts';
import { ModelFileError, ModelRuntimeMissingError } from './errors.ts';
import { type OnnxAsk, type OnnxOutput, type OnnxReply, type OnnxWorkerData, serveOnnx } from './onnx-worker.ts';

const PACKAGE = 'onnxruntime-node';
const OPEN_MS = 60_000;
const ANSWER_MS = 60_000;
/** Rows that are asked for at a time. */
const BATCH_ROWS = 4096;
/** How far probabilities of single precision may be from a sum of 1. */
const SUM_TOLERANCE = 1e-3;

export interface OnnxOptions {
  readonly projectDir: string;
  /** Path inside the project, as the configuration writes it. */
  readonly file: string;
  /** 64 hexadecimal digits that the file has to have. */
  readonly sha256: string;
  readonly outputs: 'probabilities' | 'prediction';
  /** Columns of an answer: the classes, or 1. */
  readonly width: number;
}

/**
 * A model in an ONNX file, run by the package onnxruntime-node, which the user installs: on the processor, with one thread. Its one input is
 * a table of single precision, a row for each question; its answers are rounded to 1e-6, because the last bits differ between machines.
 */
export class OnnxModel {
  readonly #options: OnnxOptions;
  readonly #worker: Worker;
  readonly #port: MessagePort;
  readonly #signal: Int32Array;

  /** @throws ModelRuntimeMissingError, ModelFileError */
  constructor(options: OnnxOptions) {
    const { projectDir, file } = options;
    const bytes = readBytes(join(projectDir, file));
    if (bytes === undefined) throw new ModelFileError(file, 'does not exist');
    const digest = sha256(bytes).replace('sha256:', '');
    if (digest !== options.sha256) {
      throw new ModelFileError(
        file,
        `has the SHA-256 ${digest}, the configuration says ${options.sha256}`,
        'it is another file: put the right one there, or train and judge this one anew',
      );
    }
    const { port1, port2 } = new MessageChannel();
    this.#options = options;
    this.#port = port1;
    this.#signal = new Int32Array(new SharedArrayBuffer(4));
    const workerData: OnnxWorkerData = {
      bytes: Uint8Array.from(bytes),
      packageName: PACKAGE,
      from: [join(projectDir, 'package.json'), import.meta.url],
      signal: this.#signal,
      port: port2,
    };
    this.#worker = new Worker(`(${serveOnnx.toString()})()`, { eval: true, workerData, transferList: [port2] });
    this.#worker.unref();
    this.#port.unref();
    this.#opened(this.#wait(OPEN_MS));
  }

  #opened(reply: OnnxReply): void {
    if (reply.kind === 'open' && reply.inputs.length === 1) return;
    this.close();
    if (reply.kind === 'missing') throw new ModelRuntimeMissingError(this.#options.file, PACKAGE, reply.reason);
    const problem =
      reply.kind === 'open'
        ? `has ${reply.inputs.length} inputs (${reply.inputs.join(', ')}) in place of one`
        : `cannot be opened: ${reasonOf(reply)}`;
    throw new ModelFileError(this.#options.file, problem, 'export the model with one input: a float table of rows and columns');
  }

  /**
   * Its answers to rows without gaps, one column per class or one of predictions.
   * @throws ModelFileError for answers that are none
   */
  score(columns: readonly Float64Array[], rows: number): Float64Array[] {
    const answers = Array.from({ length: this.#options.width }, () => new Float64Array(rows));
    for (let from = 0; from < rows; from += BATCH_ROWS) {
      const count = Math.min(BATCH_ROWS, rows - from);
      const values = new Float32Array(count * columns.length);
      for (let row = 0; row < count; row += 1) {
        for (let k = 0; k < columns.length; k += 1) values[row * columns.length + k] = columns[k]![from + row]!;
      }
      this.#copy(this.#ask({ values, rows: count, columns: columns.length }), { answers, from, count });
    }
    return answers;
  }

  close(): void {
    this.#port.close();
    void this.#worker.terminate();
  }

  #ask(ask: OnnxAsk): OnnxOutput {
    Atomics.store(this.#signal, 0, 0);
    this.#port.postMessage(ask);
    const reply = this.#wait(ANSWER_MS);
    if (reply.kind !== 'answer') throw new ModelFileError(this.#options.file, `does not answer: ${reasonOf(reply)}`);
    return this.#chosen(reply.outputs);
  }

  /** The output that is named as in the configuration, else the only one that holds floating point numbers. */
  #chosen(outputs: readonly OnnxOutput[]): OnnxOutput {
    const floats = outputs.filter(({ values }) => values !== undefined);
    const named = floats.find(({ name }) => name === this.#options.outputs);
    const chosen = named ?? (floats.length === 1 ? floats[0] : undefined);
    if (chosen !== undefined) return chosen;
    const names = outputs.map(({ name }) => name).join(', ');
    throw new ModelFileError(
      this.#options.file,
      `has the outputs ${names}, and none of them alone is ${this.#options.outputs}`,
      'export one float tensor (for scikit-learn: zipmap: False)',
    );
  }

  #copy(
    { name, dims, values }: OnnxOutput,
    { answers, from, count }: { readonly answers: readonly Float64Array[]; readonly from: number; readonly count: number },
  ): void {
    const { file, width, outputs } = this.#options;
    if (values?.length !== count * width) {
      throw new ModelFileError(file, `gives ${name} with the shape [${dims.join(', ')}] in place of [${count}, ${width}]`);
    }
    for (let row = 0; row < count; row += 1) {
      let sum = 0;
      for (let k = 0; k < width; k += 1) {
        const value = Math.round(values[row * width + k]! * 1e6) / 1e6;
        if (!Number.isFinite(value) || (outputs === 'probabilities' && (value < 0 || value > 1))) {
          throw new ModelFileError(file, `gives ${value} as ${outputs}`);
        }
        answers[k]![from + row] = value;
        sum += value;
      }
      if (outputs === 'probabilities' && Math.abs(sum - 1) > SUM_TOLERANCE) {
        throw new ModelFileError(file, `gives probabilities that sum to ${sum}`);
      }
    }
  }

  #wait(ms: number): OnnxReply {
    const end = Atomics.wait(this.#signal, 0, 0, ms);
    const received: { readonly message: OnnxReply } | undefined = receiveMessageOnPort(this.#port);
    if (received !== undefined) return received.message;
    this.close();
    return { kind: 'failed', reason: end === 'timed-out' ? `no answer within ${ms / 1000} seconds` : 'the runtime has stopped' };
  }
}

const reasonOf = (reply: OnnxReply): string => ('reason' in reply ? reply.reason : reply.kind);
