import type { MutationOptions, QueryClient } from '@tanstack/react-query';

/** Asks the hub for a change; the cache knows that it is under way, and of its error. */
export function mutate<T>(queryClient: QueryClient, options: MutationOptions<T>): Promise<T> {
  return queryClient.getMutationCache().build(queryClient, options).execute();
}
