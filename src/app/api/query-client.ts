import { MutationCache, QueryCache, QueryClient, type MutationOptions } from '@tanstack/react-query';
import { ApiError } from '../../client/hub-requests.ts';

/** `always`, because a hub on this machine is reachable without a network. */
const NETWORK_MODE = 'always';

/**
 * Creates the cache of the hub's answers.
 * @param onError called with the error of each failed query or mutation
 */
export function createQueryClient(onError: (error: Error) => void): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        networkMode: NETWORK_MODE,
        refetchOnReconnect: true,
        // Retries only if the hub does not answer. An error response from the hub is final.
        retry: (failures, error) => !(error instanceof ApiError) && failures < 2,
      },
      mutations: { networkMode: NETWORK_MODE },
    },
  });
}

/** Sends a change to the hub through the mutation cache, which counts it as in progress, and reports its error. */
export function mutate<T>(queryClient: QueryClient, options: MutationOptions<T>): Promise<T> {
  return queryClient.getMutationCache().build(queryClient, options).execute();
}
