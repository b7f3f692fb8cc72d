import { fileURLToPath } from 'node:url';

/** The package's folder. This module, and the bundle that contains it, are both two folders below the package. */
const PACKAGE_ROOT = new URL('../../', import.meta.url);

/** Returns the absolute path of a file or folder in the package, such as `dist/app`. */
export function packagePath(path: string): string {
  return fileURLToPath(new URL(path, PACKAGE_ROOT));
}
