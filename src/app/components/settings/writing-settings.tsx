import { useServices } from '../../hooks/services.ts';
import { usePreference } from '../../hooks/use-preferences.ts';
import { MOD_SIGN } from '../../keyboard.ts';
import { Button } from '../ui/button.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { Switch } from '../ui/switch.tsx';
import { SettingRow } from './setting-row.tsx';
import { SettingsSection } from './settings-section.tsx';

/** What the keyboard does. */
export function WritingSettings() {
  const [sendKey, setSendKey] = usePreference('sendKey');
  const [characterKeys, setCharacterKeys] = usePreference('characterKeys');
  const { actions } = useServices();
  const segments = [
    { value: 'enter', label: 'Enter' },
    { value: 'mod-enter', label: `${MOD_SIGN} Enter` },
  ] as const;
  return (
    <SettingsSection title="Writing">
      <SettingRow
        label="Send key"
        note={sendKey === 'enter' ? 'Shift Enter begins a line.' : 'Enter begins a line.'}
      >
        {(ids) => <Segmented {...ids} segments={segments} value={sendKey} onChange={setSendKey} />}
      </SettingRow>
      <SettingRow
        label="Shortcuts of one character"
        note={`Turn them off if you speak to your computer, or press keys by chance. Those with ${MOD_SIGN} stay.`}
      >
        {(ids) => <Switch {...ids} checked={characterKeys} onChange={setCharacterKeys} />}
      </SettingRow>
      <div className="py-3">
        <Button look="outline" onClick={() => actions.getState()['show-shortcuts']?.()}>
          Show the shortcuts
        </Button>
      </div>
    </SettingsSection>
  );
}
