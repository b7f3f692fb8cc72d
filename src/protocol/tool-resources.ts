import { z } from 'zod';

const PROBLEM = 'must be empty: this server has no files for tools';

/** Clients send it empty, too. */
export const noToolResourcesSchema = z.record(
  z.string(),
  z.record(z.string(), z.array(z.unknown()).max(0, PROBLEM).nullish(), PROBLEM).nullish(),
  PROBLEM,
);
