declare module 'fs-native-extensions' {
  /** Takes an exclusive lock on an open file, if no other process has one. */
  export function tryLock(fileDescriptor: number): boolean;
}
