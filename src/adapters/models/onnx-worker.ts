import type { MessagePort } from 'node:worker_threads';

/** What the thread is started with. `from`: places whose node_modules are searched for the package, in this order. */
export interface OnnxWorkerData {
  readonly bytes: Uint8Array;
  readonly packageName: string;
  readonly from: readonly string[];
  readonly signal: Int32Array;
  readonly port: MessagePort;
}

/** Rows to answer: one after the other, `columns` numbers each. */
export interface OnnxAsk {
  readonly values: Float32Array;
  readonly rows: number;
  readonly columns: number;
}

/** One output of the model; `values` is undefined where it holds no floating point numbers. */
export interface OnnxOutput {
  readonly name: string;
  readonly dims: readonly number[];
  readonly values: Float64Array | undefined;
}

export type OnnxReply =
  | { readonly kind: 'open'; readonly inputs: readonly string[] }
  | { readonly kind: 'answer'; readonly outputs: readonly OnnxOutput[] }
  | { readonly kind: 'missing' | 'failed'; readonly reason: string };

/** The part of the package onnxruntime-node that is used. */
interface Runtime {
  readonly Tensor: new (type: 'float32', data: Float32Array, dims: readonly number[]) => unknown;
  readonly InferenceSession: {
    create(bytes: Uint8Array, options: object): Promise<Session>;
  };
}

interface Session {
  readonly inputNames: readonly string[];
  run(feeds: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, { dims?: readonly number[]; data?: unknown }>>>;
}

/**
 * The thread in which the runtime lives, because it answers later and a signal is wanted now. Its text is started by itself: nothing
 * outside this function may be named in it.
 */
export function serveOnnx(): void {
  const { createRequire } = process.getBuiltinModule('node:module');
  const threads = process.getBuiltinModule('node:worker_threads');
  const { bytes, packageName, from, signal, port } = threads.workerData as OnnxWorkerData;

  const reply = (message: OnnxReply): void => {
    port.postMessage(message);
    Atomics.store(signal, 0, 1);
    Atomics.notify(signal, 0);
  };
  const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
  const runtime = (): Runtime => {
    let reason: unknown;
    for (const place of from) {
      try {
        return createRequire(place)(packageName) as Runtime;
      } catch (error) {
        reason ??= error;
      }
    }
    throw reason;
  };

  const numbersOf = (data: unknown): Float64Array | undefined =>
    data instanceof Float32Array || data instanceof Float64Array ? Float64Array.from(data) : undefined;

  const answer = async ({ Tensor }: Runtime, session: Session, { values, rows, columns }: OnnxAsk): Promise<void> => {
    try {
      const said = await session.run({ [session.inputNames[0] as string]: new Tensor('float32', values, [rows, columns]) });
      const outputs = Object.entries(said).map(([name, { dims, data }]) => ({
        name,
        dims: [...(dims ?? [])].map(Number),
        values: numbersOf(data),
      }));
      reply({ kind: 'answer', outputs });
    } catch (error) {
      reply({ kind: 'failed', reason: reasonOf(error) });
    }
  };

  const start = async (): Promise<void> => {
    let found: Runtime;
    try {
      found = runtime();
    } catch (error) {
      reply({ kind: 'missing', reason: reasonOf(error) });
      return;
    }
    try {
      // One thread on the processor and no rewriting of the model: the fewest ways in which two machines can differ.
      const session = await found.InferenceSession.create(bytes, {
        executionProviders: ['cpu'],
        executionMode: 'sequential',
        graphOptimizationLevel: 'basic',
        interOpNumThreads: 1,
        intraOpNumThreads: 1,
      });
      port.on('message', (ask: OnnxAsk) => void answer(found, session, ask));
      reply({ kind: 'open', inputs: session.inputNames });
    } catch (error) {
      reply({ kind: 'failed', reason: reasonOf(error) });
    }
  };
  void start();
}
