export { certify } from './certify.ts';
export type { BoundDecider, CertificateInput } from './input.ts';
