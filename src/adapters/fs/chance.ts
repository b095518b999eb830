import { createHash, randomBytes } from 'node:crypto';

/** Random lower-case hexadecimal digits from the system: names of files and runs, never numbers that enter a result. */
export function randomHex(digits: number): string {
  return randomBytes(Math.ceil(digits / 2))
    .toString('hex')
    .slice(0, digits);
}

/** `sha256:` and 64 hexadecimal digits. */
export function sha256(data: string | Uint8Array): string {
  return `sha256:${createHash('sha256').update(data).digest('hex')}`;
}
