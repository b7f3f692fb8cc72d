import { createHash } from 'node:crypto';

/**
 * Returns the key under which a secret is stored and looked up. Neither the key nor the duration of a lookup reveals
 * the secret.
 */
export function digest(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}
