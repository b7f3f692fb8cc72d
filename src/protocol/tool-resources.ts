import { z } from 'zod';

const PROBLEM = 'must be empty: this server has no files for tools';

/** Must be empty if it is sent. Clients do send it empty. */
export const noToolResourcesSchema = z.record(
  z.string(),
  z.record(z.string(), z.array(z.unknown()).max(0, PROBLEM).nullish(), PROBLEM).nullish(),
  PROBLEM,
);
