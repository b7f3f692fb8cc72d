import { useAccount } from '../account/account-context.ts';
import { useAccountTokens, useNewAccountToken } from './use-account-tokens.ts';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { ConnectedTerminals } from './connected-terminals.tsx';
import { SettingRow } from './setting-row.tsx';
import { SettingsSection } from './settings-section.tsx';

/** Explains how to use these conversations in a terminal. */
export function TerminalSettings() {
  const { account } = useAccount();
  return (
    <SettingsSection title="Terminal">
      {account.sign_in === 'automatic' ? (
        <>
          <ConnectRow />
          <ConnectedTerminals />
        </>
      ) : (
        <>
          <SettingRow label="Connect a terminal" note="Use the token that you signed in with.">
            {() => null}
          </SettingRow>
          <Command token="…" />
        </>
      )}
    </SettingsSection>
  );
}

function ConnectRow() {
  const { mutate, data: created, error, isPending } = useNewAccountToken();
  const { data: tokens } = useAccountTokens();
  const isRevoked = tokens?.every(({ id }) => id !== created?.id);
  return (
    <>
      <SettingRow
        label="Connect a terminal"
        note="Use this browser’s conversations in a terminal. Anyone with this command can read and add to them."
      >
        {() => (
          <Button look="outline" aria-disabled={isPending} onClick={() => !isPending && mutate()}>
            {created === undefined ? 'Show the command' : 'Create a new token'}
          </Button>
        )}
      </SettingRow>
      {created && !isRevoked && (
        <div className="border-b border-line">
          <Command token={created.token} />
          <p className="pb-3 text-caption text-muted">Copy it now: this token is not shown again.</p>
        </div>
      )}
      {error && (
        <p role="alert" className="py-2 text-terracotta">
          {error.message}
        </p>
      )}
    </>
  );
}

function Command({ token }: { token: string }) {
  const command = [
    `SYMPOSIUM_HUB=${location.origin} \\`,
    `SYMPOSIUM_TOKEN=${token} \\`,
    'npx symposium agent interactive',
  ].join('\n');
  return (
    <div className="flex items-start gap-2 py-3">
      <code className="min-w-0 flex-1 font-mono text-caption break-all whitespace-pre-wrap select-all">
        {command}
      </code>
      <CopyButton content={() => ({ text: command })} what="the command" steady />
    </div>
  );
}
