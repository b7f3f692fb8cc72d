import { createHash } from 'node:crypto';

/** The key by which a secret is stored and looked up. Neither the key nor the time of a lookup reveals the secret. */
export function digest(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}
