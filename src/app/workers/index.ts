export { FileNotSentError, WorkerFailedError, WorkerLacksError, WorkersUnsetError } from './errors.ts';
export { type RemoteWork, type RemoteWorkOptions, remoteWork } from './remote.ts';
export { type Served, type ServeOptions, serve } from './serve.ts';
