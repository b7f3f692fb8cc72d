import { useEffect, useRef, useState } from 'react';
import { useBrowser } from '../browser/browser-context.ts';
import { Button } from '../ui/button.tsx';
import { DeleteEverything } from './delete-everything.tsx';
import { SettingRow } from './setting-row.tsx';
import { SettingsSection } from './settings-section.tsx';
import { errorMessage } from '../ui/error-message.ts';

/** Export and deletion of all conversations. */
export function DataSettings() {
  return (
    <SettingsSection title="Data">
      <ExportRow />
      <SettingRow label="Delete everything" note="Permanently delete all conversations.">
        {() => <DeleteEverything />}
      </SettingRow>
    </SettingsSection>
  );
}

function ExportRow() {
  const { clock } = useBrowser();
  const [progress, setProgress] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const exporting = useRef<AbortController>(null);

  useEffect(() => () => exporting.current?.abort(), []);

  async function start(): Promise<void> {
    if (progress !== null) return;
    const abort = new AbortController();
    exporting.current = abort;
    setProblem(null);
    setProgress('Exporting');
    try {
      const { exportAllThreads } = await import('../threads/export-threads.ts');
      await exportAllThreads(clock.now(), abort.signal, (done, total) =>
        setProgress(`Exporting ${done + 1} of ${total}`),
      );
    } catch (error) {
      if (!abort.signal.aborted) setProblem(errorMessage(error));
    }
    setProgress(null);
  }

  return (
    <>
      <SettingRow label="Export" note="All conversations with their messages, in one JSON file.">
        {() => (
          <Button look="outline" aria-disabled={progress !== null} onClick={() => void start()}>
            <span className="tabular-nums">{progress ?? 'Export all conversations'}</span>
          </Button>
        )}
      </SettingRow>
      {problem && (
        <p role="alert" className="py-2 text-terracotta">
          Nothing was exported. {problem}
        </p>
      )}
    </>
  );
}
