import { z } from 'zod';

/**
 * The only value of `include`: a field of steps that is sent on request. Steps of this hub never have it, because runs
 * have no files to search.
 */
const INCLUDABLE = 'step_details.tool_calls[*].file_search.results[*].content';

export const includeSchema = z.array(z.literal(INCLUDABLE, `must be ${INCLUDABLE}`));
