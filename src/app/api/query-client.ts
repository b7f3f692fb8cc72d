import { MutationCache, QueryCache, QueryClient, type MutationOptions } from '@tanstack/react-query';
import { ApiError } from '../../client/hub-requests.ts';

/** The hub may run on this machine, and be reachable without a network. */
const NETWORK_MODE = 'always';

/**
 * Creates the cache of the hub's answers.
 * @param onError called with the error of each failed request
 */
export function createQueryClient(onError: (error: Error) => void): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        networkMode: NETWORK_MODE,
        refetchOnReconnect: true,
        // An error that the hub answers with is final. Only a hub that does not answer is asked again.
        retry: (failures, error) => !(error instanceof ApiError) && failures < 2,
      },
      mutations: { networkMode: NETWORK_MODE },
    },
  });
}

/** Sends a change to the hub. The cache knows that it is in progress, and gets its error. */
export function mutate<T>(queryClient: QueryClient, options: MutationOptions<T>): Promise<T> {
  return queryClient.getMutationCache().build(queryClient, options).execute();
}
