export { ModelFileError, ModelRuntimeMissingError } from './errors.ts';
export { OnnxModel, type OnnxOptions } from './onnx.ts';
