import { PageHeader } from '../frame/page-header.tsx';
import { AboutSettings } from './about-settings.tsx';
import { AppearanceSettings } from './appearance-settings.tsx';
import { DataSettings } from './data-settings.tsx';
import { StreamingSettings } from './streaming-settings.tsx';
import { TerminalSettings } from './terminal-settings.tsx';
import { WritingSettings } from './writing-settings.tsx';

/** All settings. Changes apply at once, in all tabs of this browser. */
export function SettingsPage() {
  return (
    <>
      <PageHeader title="Settings" />
      <div className="min-h-0 flex-1 overflow-y-auto px-5 pt-8 pb-[max(3rem,env(safe-area-inset-bottom))] md:px-8">
        <div className="mx-auto max-w-measure">
          <AppearanceSettings />
          <StreamingSettings />
          <WritingSettings />
          <TerminalSettings />
          <DataSettings />
          <AboutSettings />
        </div>
      </div>
    </>
  );
}
