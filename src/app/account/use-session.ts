import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { createSession, deleteSession, sessionQuery, type Session } from '../api/account.ts';
import type { TabChannel } from '../tabs/tab-channel.ts';

/** The session of this browser, and its actions. */
export interface SessionControl {
  /** Undefined until the hub has answered for the first time. */
  session: Session | undefined;
  /** Why the last request failed. */
  error: Error | null;
  /** Whether a request has failed before the current one. */
  failed: boolean;
  /** Requests the session again, because it may have ended. This function keeps its identity. */
  check: () => void;
  /** @throws the errors of `createSession` */
  signIn: (token: string) => Promise<void>;
  /** @throws an error if the browser is still signed in; its message says what to do */
  signOut: () => Promise<void>;
}

const SIGNED_IN: Session['state'] = 'signed-in';
const SIGNED_OUT: Session['state'] = 'signed-out';

/**
 * Returns the session of this browser. All tabs share one cookie, so a sign-in or sign-out in one tab applies to all.
 * @param tabs the channel to the other tabs; null if the browser has no channels
 */
export function useSession(tabs: TabChannel | null): SessionControl {
  const queryClient = useQueryClient();
  const { data: session, error, errorUpdateCount } = useQuery(sessionQuery);

  const actions = useMemo(() => {
    const { queryKey } = sessionQuery;

    async function setSession(next: Session): Promise<void> {
      await queryClient.cancelQueries({ queryKey }); // the answer to a request in progress would be out of date
      queryClient.setQueryData(queryKey, next);
    }

    return {
      setSession,
      check: () => void queryClient.invalidateQueries({ queryKey }, { cancelRefetch: false }),
      async signIn(token: string) {
        await setSession({ state: 'signed-in', account: await createSession(token) });
        tabs?.announce(SIGNED_IN);
      },
      async signOut() {
        await deleteSession();
        await setSession({ state: 'signed-out' });
        tabs?.announce(SIGNED_OUT);
      },
    };
  }, [queryClient, tabs]);

  useEffect(
    () =>
      tabs?.subscribe((state) => {
        if (state === SIGNED_OUT) void actions.setSession({ state: 'signed-out' });
        else void queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey });
      }),
    [tabs, actions, queryClient],
  );

  const { check, signIn, signOut } = actions;
  return { session, error, failed: errorUpdateCount > 0, check, signIn, signOut };
}
