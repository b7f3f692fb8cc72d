/** The part of Node's inspector that tests use. Browser code is compiled without the types of Node. */
declare module 'node:inspector' {
  export class Session {
    connect(): void;
    post(method: string, params: object, callback: (error: Error | null, result: unknown) => void): void;
  }
}
