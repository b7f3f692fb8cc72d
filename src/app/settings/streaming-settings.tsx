import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { useRef } from 'react';
import { agentName } from '../../client/agent-name.ts';
import { assistantsQuery } from '../api/assistants.ts';
import { useDisplays, usePreference } from '../preferences/use-preferences.ts';
import { agentKey } from '../preferences/preferences-store.ts';
import { DISPLAY_SEGMENTS } from '../preferences/display-segments.ts';
import { Button } from '../ui/button.tsx';
import { SegmentedControl } from '../ui/segmented-control.tsx';
import { SettingRow } from './setting-row.tsx';
import { SettingsSection } from './settings-section.tsx';

/** The streaming display for all agents, and overrides for single agents. */
export function StreamingSettings() {
  const [defaultDisplay, setDefaultDisplay] = usePreference('defaultDisplay');
  const { displays, chooseDisplay } = useDisplays();
  const { data: assistants = [] } = useQuery(assistantsQuery);
  const overrides = Object.entries(displays);
  const list = useRef<HTMLFieldSetElement>(null);

  function nameOf(key: string): string {
    const assistant = assistants.find(({ id }) => agentKey(id) === key);
    return assistant ? agentName(assistant) : key;
  }

  function remove(key: string): void {
    chooseDisplay(key, null);
    list.current?.focus(); // the button that had the focus has been removed
  }

  return (
    <SettingsSection title="Streaming">
      <SettingRow
        label="Streaming display"
        note="Show replies while they are being written. Auto follows each agent’s setting."
      >
        {(ids) => (
          <SegmentedControl
            {...ids}
            segments={DISPLAY_SEGMENTS}
            value={defaultDisplay}
            onChange={setDefaultDisplay}
          />
        )}
      </SettingRow>
      <fieldset ref={list} aria-label="Per-agent overrides" tabIndex={-1} className="outline-none">
        {overrides.length === 0 && (
          <p className="py-3 text-caption text-muted">
            No per-agent overrides yet. Set one at the top of a conversation.
          </p>
        )}
        {overrides.map(([key, display]) => (
          <SettingRow key={key} label={nameOf(key)}>
            {(ids) => (
              <div className="flex items-center gap-1">
                <SegmentedControl
                  {...ids}
                  segments={DISPLAY_SEGMENTS}
                  value={display}
                  onChange={(chosen) => chooseDisplay(key, chosen)}
                />
                <Button
                  look="quiet"
                  shape="round"
                  aria-label={`Remove the override for ${nameOf(key)}`}
                  title="Remove"
                  onClick={() => remove(key)}
                >
                  <X aria-hidden="true" size={16} />
                </Button>
              </div>
            )}
          </SettingRow>
        ))}
      </fieldset>
    </SettingsSection>
  );
}
