/** What a model server answers, be it a refusal. Its first byte has come. */
export interface ServerAnswer {
  readonly isRefusal: boolean;
  readonly status: number;
  readonly statusText: string;
  readonly headers: Headers;
  /** The first bytes of the body; null where it has none. */
  readonly beginning: Uint8Array | null;
  /** The body, as it comes, without the key. It can be read once; to leave it early ends the request. */
  readonly bytes: AsyncIterable<Uint8Array>;
}
