import type { SentError } from './frames.ts';

/** Makes an error fit to be sent. */
export function toSentError(error: unknown): SentError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  const { name, message, code, reason } = error as Error & { code?: unknown; reason?: unknown };
  return {
    name: String(name),
    message: String(message),
    ...(typeof code === 'string' && { code }),
    ...(typeof reason === 'string' && { reason }),
  };
}

/** An error that the hub has sent, as an agent gets it. */
export class HubError extends Error {
  override readonly name: string;
  readonly code?: string;
  readonly reason?: string;

  constructor({ name, message, code, reason }: SentError) {
    super(message);
    this.name = name;
    if (code !== undefined) this.code = code;
    if (reason !== undefined) this.reason = reason;
  }
}
