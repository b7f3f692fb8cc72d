import { isDenial } from './denial.ts';

const ERROR = 'Error: ';
/** The beginning of such an output of an agent in Python. */
const PYTHON_ERROR = 'Error calling tool ';

/** Returns the output of a tool that has failed. The model can try again. */
export function errorOutput(error: unknown): string {
  return ERROR + (error instanceof Error ? error.message : String(error));
}

/** Returns the state of a call with this output, as a person reads it. */
export function outputState(output: string): 'Done' | 'Denied' | 'Failed' {
  if (isDenial(output)) return 'Denied';
  return output.startsWith(ERROR) || output.startsWith(PYTHON_ERROR) ? 'Failed' : 'Done';
}
