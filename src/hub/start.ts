import { checkOpenFiles } from './startup/check-open-files.ts';
import { printError } from './startup/process-errors.ts';
import { StartupError } from './errors/startup-error.ts';

// Checked before the hub is loaded, because loading it opens files too.
try {
  checkOpenFiles();
} catch (error) {
  if (!(error instanceof StartupError)) throw error;
  printError(error.message);
  process.exit(1);
}
await import('./server.ts');
