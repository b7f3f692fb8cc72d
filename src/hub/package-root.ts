import { fileURLToPath } from 'node:url';

/** The package's folder. This module, and the bundle that it ends up in, both stand two folders below it. */
const PACKAGE_ROOT = new URL('../../', import.meta.url);

/** The absolute path of something in the package, such as `dist/app`. */
export function packagePath(path: string): string {
  return fileURLToPath(new URL(path, PACKAGE_ROOT));
}
