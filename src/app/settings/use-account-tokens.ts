import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { nullIfMissing } from '../../client/hub-requests.ts';
import { accountTokenSchema, type AccountToken } from '../../protocol/account.ts';
import { accountTokensQuery, createAccountToken, revokeAccountToken } from '../api/account-tokens.ts';
import { useToasts } from '../ui/toasts-context.ts';

/** Returns the query for the access tokens of terminals that use this browser's account, newest first. */
export function useAccountTokens() {
  return useQuery(accountTokensQuery);
}

/**
 * Returns a mutation that creates a token with an unused name. The token's secret is kept while the component is
 * mounted.
 */
export function useNewAccountToken() {
  const queryClient = useQueryClient();
  const { queryKey } = accountTokensQuery;
  return useMutation({
    mutationFn: () => createAccountToken(freeName(queryClient.getQueryData(queryKey) ?? [])),
    onSuccess: (created) => {
      const listed = accountTokenSchema.parse(created); // without the secret, which is shown only once
      queryClient.setQueryData(queryKey, (tokens) => tokens && [listed, ...tokens]);
      void queryClient.invalidateQueries({ queryKey });
    },
  });
}

/**
 * Returns a function that revokes a token. If that fails, the function rejects with an error whose message says why.
 */
export function useRevokeAccountToken(): (token: AccountToken) => Promise<void> {
  const queryClient = useQueryClient();
  const toasts = useToasts();
  const { queryKey } = accountTokensQuery;
  return async ({ id, name }) => {
    try {
      await nullIfMissing(revokeAccountToken(id)); // another tab may have revoked it
      queryClient.setQueryData(queryKey, (tokens) => tokens?.filter((token) => token.id !== id));
      toasts.show({ title: `“${name}” was revoked` });
    } finally {
      void queryClient.invalidateQueries({ queryKey });
    }
  };
}

/** Returns the first unused name of `Terminal`, `Terminal 2`, `Terminal 3` and so on. */
function freeName(tokens: readonly AccountToken[]): string {
  const taken = new Set(tokens.map(({ name }) => name));
  let name = 'Terminal';
  for (let number = 2; taken.has(name); number++) name = `Terminal ${number}`;
  return name;
}
