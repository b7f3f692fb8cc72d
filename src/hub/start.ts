import { checkOpenFiles } from './startup/check-open-files.ts';
import { complain } from './startup/process-errors.ts';
import { StartupError } from './errors/startup-error.ts';

// Before the hub itself is loaded, which takes some hundred files at once.
try {
  checkOpenFiles();
} catch (error) {
  if (!(error instanceof StartupError)) throw error;
  complain(error.message);
  process.exit(1);
}
await import('./server.ts');
