import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiError } from '../../client/hub-requests.ts';

/** The hub may be on this very machine: whether there is a network says nothing. */
const NETWORK_MODE = 'always';

/**
 * A cache of what the hub tells.
 * @param onError hears each error with which a request has failed
 */
export function createQueryClient(onError: (error: Error) => void): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        networkMode: NETWORK_MODE,
        refetchOnReconnect: true,
        // The hub's word is final; only a hub that does not answer is asked again.
        retry: (failures, error) => !(error instanceof ApiError) && failures < 2,
      },
      mutations: { networkMode: NETWORK_MODE },
    },
  });
}
