import { checkOpenFiles } from './startup/check-open-files.ts';
import { printError } from './startup/process-errors.ts';
import { StartupError } from './errors/startup-error.ts';

// Checked before the hub itself is loaded, because that opens about a hundred files at once.
try {
  checkOpenFiles();
} catch (error) {
  if (!(error instanceof StartupError)) throw error;
  printError(error.message);
  process.exit(1);
}
await import('./server.ts');
