/** Paths of leaves that were read, list indexes as `[]`. */
export type ReadPaths = ReadonlySet<string>;

/**
 * The same value behind a recording face: each read of a leaf (a scalar, a whole list of scalars, an absent key) is noted under its path.
 * For the test that every accepted setting has an effect.
 */
export function observeReads<T extends object>(value: T): { readonly value: T; readonly reads: ReadPaths } {
  const reads = new Set<string>();
  return { value: watch(value, '', reads), reads };
}

function watch<T extends object>(target: T, path: string, reads: Set<string>): T {
  const children = new Map<PropertyKey, object>();
  return new Proxy(target, {
    get(object, key, receiver): unknown {
      const item: unknown = Reflect.get(object, key, receiver);
      if (typeof key === 'symbol') return item;
      const at = pathOf(object, key, path);
      if (!Object.hasOwn(object, key)) {
        // An absent key was asked for; what every object has is no setting.
        if (!(key in object)) reads.add(at);
        return item;
      }
      if (typeof item !== 'object' || item === null) {
        if (!(Array.isArray(object) && key === 'length')) reads.add(at);
        else if (object.every(isScalar)) reads.add(path);
        return item;
      }
      if (Array.isArray(item) && item.every(isScalar)) reads.add(at);
      const known = children.get(key);
      if (known !== undefined) return known;
      const child = watch(item, at, reads);
      children.set(key, child);
      return child;
    },
  });
}

function pathOf(object: object, key: string, path: string): string {
  if (Array.isArray(object)) return `${path}[]`;
  return path === '' ? key : `${path}.${key}`;
}

function isScalar(value: unknown): boolean {
  return typeof value !== 'object' || value === null;
}
