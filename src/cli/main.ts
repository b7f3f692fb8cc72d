import { CommanderError } from 'commander';
import { CliProblem, EXIT, writeProblem } from './cli-problem.ts';
import { processTerminal } from './context.ts';
import { createProgram, readArguments } from './program.ts';

// The reader of a pipe may close it early, as `head` does.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(process.exitCode ?? EXIT.ok);
  });
}

const program = createProgram();
if (process.argv[2] === 'complete') {
  const { default: tab } = await import('@bomb.sh/tab/commander');
  tab(program);
}

try {
  await program.parseAsync(readArguments(process.argv.slice(2)), { from: 'user' });
} catch (error) {
  if (error instanceof CliProblem) {
    writeProblem(processTerminal().err, error.message);
    process.exitCode = error.exitCode;
  } else if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.usage; // commander has written the message
  } else throw error;
}
