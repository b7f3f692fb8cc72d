import { z } from 'zod';

/** A field of steps that is sent only on request. No step of this hub has it, because runs have no files to search. */
const INCLUDABLE = 'step_details.tool_calls[*].file_search.results[*].content';

export const includeSchema = z.array(z.literal(INCLUDABLE, `must be ${INCLUDABLE}`));
