const DENIED = 'The person denied this call.';

/** Returns the output of a tool call that the person denied. */
export function denial(reason: string | null | undefined): string {
  return reason ? `${DENIED} Reason: ${reason}` : DENIED;
}

/** Whether this is the output of a tool call that the person denied. */
export function isDenial(output: string): boolean {
  return output.startsWith(DENIED);
}
