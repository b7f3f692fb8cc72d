declare module 'fs-native-extensions' {
  /** Takes an exclusive lock on an open file if no other process has one. Returns whether it succeeded. */
  export function tryLock(fileDescriptor: number): boolean;
}
