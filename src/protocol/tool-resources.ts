import { z } from 'zod';

const PROBLEM = 'must be empty: this server has no files for tools';

/** Tool resources in a request. Clients send them empty, and they must be empty. */
export const noToolResourcesSchema = z.record(
  z.string(),
  z.record(z.string(), z.array(z.unknown()).max(0, PROBLEM).nullish(), PROBLEM).nullish(),
  PROBLEM,
);
