import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { createSession, deleteSession, sessionQuery, type Session } from '../api/account.ts';
import type { TabChannel } from '../tabs/tab-channel.ts';

/** Who uses this browser, and what changes that. */
export interface SessionControl {
  /** Undefined until the hub has answered for the first time. */
  session: Session | undefined;
  /** Why it has not answered yet. */
  error: Error | null;
  /** The hub was asked in vain, before what is going on now. */
  failed: boolean;
  /** Looks again, an answer of the hub having cast doubt on it. Keeps its identity. */
  check: () => void;
  /** @throws what `createSession` does */
  signIn: (token: string) => Promise<void>;
  /** @throws an error that says what to do if the browser is still signed in */
  signOut: () => Promise<void>;
}

const SIGNED_IN: Session['state'] = 'signed-in';
const SIGNED_OUT: Session['state'] = 'signed-out';

/**
 * Who uses this browser. Its tabs share a cookie, so what one does the others follow.
 * @param tabs the channel to the other tabs; null where there is none
 */
export function useSession(tabs: TabChannel | null): SessionControl {
  const queryClient = useQueryClient();
  const { data: session, error, errorUpdateCount } = useQuery(sessionQuery);

  const actions = useMemo(() => {
    const { queryKey } = sessionQuery;

    async function become(next: Session): Promise<void> {
      await queryClient.cancelQueries({ queryKey }); // an answer that is under way is of before
      queryClient.setQueryData(queryKey, next);
    }

    return {
      become,
      check: () => void queryClient.invalidateQueries({ queryKey }, { cancelRefetch: false }),
      async signIn(token: string) {
        await become({ state: 'signed-in', account: await createSession(token) });
        tabs?.announce(SIGNED_IN);
      },
      async signOut() {
        await deleteSession();
        await become({ state: 'signed-out' });
        tabs?.announce(SIGNED_OUT);
      },
    };
  }, [queryClient, tabs]);

  useEffect(
    () =>
      tabs?.subscribe((state) => {
        if (state === SIGNED_OUT) void actions.become({ state: 'signed-out' });
        else void queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey });
      }),
    [tabs, actions, queryClient],
  );

  const { check, signIn, signOut } = actions;
  return { session, error, failed: errorUpdateCount > 0, check, signIn, signOut };
}
