import { fileURLToPath } from 'node:url';

/** The package's folder. Both this module and the bundle that it becomes part of are two folders below it. */
const PACKAGE_ROOT = new URL('../../', import.meta.url);

/** Returns the absolute path of a file or folder in the package, such as `dist/app`. */
export function packagePath(path: string): string {
  return fileURLToPath(new URL(path, PACKAGE_ROOT));
}
