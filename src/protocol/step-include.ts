import { z } from 'zod';

/** What of a step is shown only where it is asked for. No step of this hub has it, as no run has files to search. */
const INCLUDABLE = 'step_details.tool_calls[*].file_search.results[*].content';

export const includeSchema = z.array(z.literal(INCLUDABLE, `must be ${INCLUDABLE}`));
