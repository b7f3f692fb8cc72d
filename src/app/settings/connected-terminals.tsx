import { useRef, useState } from 'react';
import type { AccountToken } from '../../protocol/account.ts';
import { useAccountTokens, useRevokeAccountToken } from './use-account-tokens.ts';
import { useIsSlow } from '../browser/use-is-slow.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { LoadProblem } from './load-problem.tsx';
import { SettingRow } from './setting-row.tsx';

const dayAndTime = new Intl.DateTimeFormat('en', {
  dateStyle: 'medium',
  timeStyle: 'short',
  hourCycle: 'h23',
});

/** The terminals that have a token of this browser's account, each with a button to revoke it. */
export function ConnectedTerminals() {
  const { data: tokens, error, refetch } = useAccountTokens();
  const revoke = useRevokeAccountToken();
  const list = useRef<HTMLFieldSetElement>(null);
  const [asked, setAsked] = useState<AccountToken | null>(null);
  const [open, setOpen] = useState(false);

  function ask(token: AccountToken): void {
    setAsked(token); // stays set while the dialog closes
    setOpen(true);
  }

  return (
    <fieldset ref={list} aria-label="Connected terminals" tabIndex={-1} className="outline-none">
      {!tokens && !error && <Loading />}
      {!tokens && error && <LoadProblem error={error} onRetry={() => void refetch()} />}
      {tokens?.length === 0 && <p className="py-3 text-caption text-muted">No terminals connected.</p>}
      {tokens?.map((token) => (
        <SettingRow key={token.id} label={token.name} note={historyOf(token)}>
          {({ describedBy }) => (
            <Button
              look="danger"
              aria-label={`Revoke ${token.name}`}
              aria-describedby={describedBy}
              onClick={() => ask(token)}
            >
              Revoke
            </Button>
          )}
        </SettingRow>
      ))}
      {asked && (
        <ConfirmDialog
          open={open}
          onOpenChange={setOpen}
          title={`Revoke “${asked.name}”?`}
          description="The terminal that uses this token is signed out at once. Its conversations stay. To connect it again, create a new token."
          action="Revoke"
          pending="Revoking"
          failure="Couldn’t revoke the token."
          onConfirm={() => revoke(asked)}
          focusAfter={list}
        />
      )}
    </fieldset>
  );
}

/** A placeholder with the height of an empty list. */
function Loading() {
  const isSlow = useIsSlow();
  return (
    <p className="py-3 text-caption text-muted">{isSlow ? 'Loading the connected terminals' : '\u00a0'}</p>
  );
}

function historyOf({ created_at, last_used_at }: AccountToken): string {
  const created = created_at === null ? [] : [`Created ${timeOf(created_at)}.`];
  return [...created, last_used_at === null ? 'Never used.' : `Last used ${timeOf(last_used_at)}.`].join(' ');
}

function timeOf(seconds: number): string {
  return dayAndTime.format(seconds * 1000);
}
