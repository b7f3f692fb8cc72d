import { ProviderError } from '../../provider.ts';

/** The model server could not be reached, or the connection was lost. */
export class ConnectionError extends ProviderError {
  /** Whether a retry may succeed. */
  readonly isTransient: boolean;
  /** Whether the server closed the connection, as servers do after a long time without requests. */
  readonly isReset: boolean;
  /**
   * Whether the server closed a connection that had served an earlier request. Such a failure says nothing about the
   * server.
   */
  readonly isStale: boolean;

  constructor(message: string, kind: { isTransient: boolean; isReset: boolean; isStale?: boolean }) {
    super(message);
    this.isTransient = kind.isTransient;
    this.isReset = kind.isReset;
    this.isStale = kind.isStale ?? false;
  }
}

const RESETS = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);
const PASSING = new Set([
  'ECONNREFUSED',
  'ECONNABORTED',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
]);

const CHECK_ADDRESS = 'check MODEL_BASE_URL, and that the server is running';
const CERTIFICATE =
  'its certificate is not trusted. If it is your own, set NODE_EXTRA_CA_CERTS in the environment (not in .env) to the file of its certificate authority';

/** Advice about errors of Node, by their codes. */
const ADVICE: Record<string, string> = {
  ECONNREFUSED: CHECK_ADDRESS,
  EHOSTUNREACH: CHECK_ADDRESS,
  ENETUNREACH: CHECK_ADDRESS,
  UND_ERR_CONNECT_TIMEOUT: `${CHECK_ADDRESS}; where a proxy is needed, set HTTPS_PROXY`,
  ENOTFOUND: 'there is no host of this name: check MODEL_BASE_URL',
  EAI_AGAIN: 'its name could not be looked up: check MODEL_BASE_URL and the network',
  DEPTH_ZERO_SELF_SIGNED_CERT: CERTIFICATE,
  SELF_SIGNED_CERT_IN_CHAIN: CERTIFICATE,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: CERTIFICATE,
  UNABLE_TO_GET_ISSUER_CERT: CERTIFICATE,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: CERTIFICATE,
  CERT_HAS_EXPIRED: 'its certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host: check MODEL_BASE_URL',
  EPROTO: 'it does not use TLS: MODEL_BASE_URL may have to start with http://',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not use TLS: MODEL_BASE_URL may have to start with http://',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'it does not use TLS: MODEL_BASE_URL may have to start with http://',
};

/**
 * Creates the error of a request without an answer.
 * @param hide removes secrets from a text
 */
export function unreachable(origin: string, error: unknown, hide: (text: string) => string): ConnectionError {
  const { code, name, bytesRead } = causeOf(error);
  const advice = ADVICE[code];
  const message = `The model server at ${origin} cannot be reached (${hide(name)})${advice ? `: ${advice}` : ''}.`;
  const isReset = RESETS.has(code);
  const isStale = isReset && bytesRead > 0;
  return new ConnectionError(message, { isReset, isStale, isTransient: isReset || PASSING.has(code) });
}

/** Creates the error of an answer whose connection was lost. */
export function connectionLost(): ConnectionError {
  return new ConnectionError('Lost the connection to the model.', { isReset: true, isTransient: true });
}

/**
 * Returns the cause of fetch's "fetch failed". If several addresses were tried, returns the error of the first address.
 */
function causeOf(error: unknown): { code: string; name: string; bytesRead: number } {
  if (!(error instanceof Error)) return { code: '', name: String(error), bytesRead: 0 };
  if (error.cause) return causeOf(error.cause);
  if (error instanceof AggregateError && error.errors.length > 0) return causeOf(error.errors[0]);
  const { code, socket } = error as NodeJS.ErrnoException & { socket?: { bytesRead?: number } | null };
  return { code: code ?? '', name: code ?? error.message, bytesRead: socket?.bytesRead ?? 0 };
}
