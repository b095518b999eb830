/**
 * The same plain value with its columns in memory that threads share, so that all of them read one copy. Columns that are there already stay
 * where they are; one that occurs twice is copied once.
 */
export function inSharedMemory<T>(value: T): T {
  return copy(value, new Map()) as T;
}

function copy(value: unknown, known: Map<object, unknown>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const before = known.get(value);
  if (before !== undefined) return before;
  const made = copyOf(value, known);
  known.set(value, made);
  return made;
}

function copyOf(value: object, known: Map<object, unknown>): unknown {
  if (value instanceof Float64Array || value instanceof Int32Array || value instanceof Uint8Array) return columnOf(value);
  if (Array.isArray(value)) return value.map((item: unknown) => copy(item, known));
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [key, copy(item, known)]));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, copy(item, known)]));
}

function columnOf(column: Float64Array | Int32Array | Uint8Array): unknown {
  if (column.buffer instanceof SharedArrayBuffer) return column;
  const buffer = new SharedArrayBuffer(column.byteLength);
  if (column instanceof Float64Array) new Float64Array(buffer).set(column);
  else if (column instanceof Int32Array) new Int32Array(buffer).set(column);
  else new Uint8Array(buffer).set(column);
  return column instanceof Float64Array
    ? new Float64Array(buffer)
    : column instanceof Int32Array
      ? new Int32Array(buffer)
      : new Uint8Array(buffer);
}
