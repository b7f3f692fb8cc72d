import { createHash } from 'node:crypto';

/** What a secret is looked up and kept by: how long that takes, and what is stolen with it, says nothing of the secret. */
export function digest(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}
