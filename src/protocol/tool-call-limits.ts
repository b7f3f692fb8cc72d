/** Maximum number of tools of a run, as with OpenAI. */
export const MAX_TOOLS = 128;
/** Maximum number of tools that a model calls at once. */
export const MAX_TOOL_CALLS = 128;
/**
 * Maximum total length of the outputs of the tools that a model calls at once, in characters. The outputs are sent to
 * the model with each later request.
 */
export const MAX_OUTPUTS_LENGTH = 512 * 1024;
