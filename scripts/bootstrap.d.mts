/** What the tests need of the bootstrap, which is plain JavaScript so that an old Node can run it. */
export declare const JOBS: readonly string[];
export declare const NODE_PACKAGES: Readonly<
  Record<string, { readonly name: string; readonly version: string; readonly integrity: string }>
>;
export declare class Stop extends Error {
  readonly exitCode: number;
}
export declare function findNpm(env?: Readonly<Record<string, string | undefined>>, execPath?: string): string;
export declare function nodePackageFor(
  platform: string,
  libc: 'glibc' | 'musl' | undefined,
): { readonly name: string; readonly version: string; readonly integrity: string };
export declare function installedPackagesMatch(folder?: string): boolean;
export declare function withLock<T>(
  work: () => T | Promise<T>,
  options?: { readonly folder?: string; readonly waitMs?: number },
): Promise<T>;
export declare function main(args: readonly string[]): Promise<void>;
