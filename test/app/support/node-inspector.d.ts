/** As much of Node's inspector as tests use: the types of Node are not there for what runs in a browser. */
declare module 'node:inspector' {
  export class Session {
    connect(): void;
    post(method: string, params: object, callback: (error: Error | null, result: unknown) => void): void;
  }
}
