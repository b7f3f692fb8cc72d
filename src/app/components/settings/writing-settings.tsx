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
        note={sendKey === 'enter' ? 'Shift+Enter adds a new line.' : 'Enter adds a new line.'}
      >
        {(ids) => <Segmented {...ids} segments={segments} value={sendKey} onChange={setSendKey} />}
      </SettingRow>
      <SettingRow
        label="Single-key shortcuts"
        note={`Turn off if you use dictation or press keys by accident. ${MOD_SIGN} shortcuts keep working.`}
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
