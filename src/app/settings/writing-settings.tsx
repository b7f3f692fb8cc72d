import { useActionStore } from '../commands/actions-context.ts';
import { useIsTouch } from '../browser/use-is-touch.ts';
import { usePreference } from '../preferences/use-preferences.ts';
import { MOD_SIGN } from '../browser/keyboard.ts';
import { Button } from '../ui/button.tsx';
import { SegmentedControl } from '../ui/segmented-control.tsx';
import { Switch } from '../ui/switch.tsx';
import { SettingRow } from './setting-row.tsx';
import { SettingsSection } from './settings-section.tsx';

/** The send key and the keyboard shortcuts. */
export function WritingSettings() {
  const [sendKey, setSendKey] = usePreference('sendKey');
  const [singleKeys, setSingleKeys] = usePreference('singleKeys');
  const isTouch = useIsTouch();
  const actions = useActionStore();
  const segments = [
    { value: 'enter', label: 'Enter' },
    { value: 'mod-enter', label: `${MOD_SIGN} Enter` },
  ] as const;
  const newLine = sendKey === 'enter' ? 'Shift+Enter adds a new line.' : 'Enter adds a new line.';
  return (
    <SettingsSection title="Writing">
      <SettingRow
        label="Send key"
        note={
          isTouch ? 'On this touch screen, Enter adds a new line. To send, tap the send button.' : newLine
        }
      >
        {(ids) => <SegmentedControl {...ids} segments={segments} value={sendKey} onChange={setSendKey} />}
      </SettingRow>
      <SettingRow
        label="Single-key shortcuts"
        note={`While you are not writing, ? shows the shortcuts, [ the sidebar, and C the message box. Leave off if you use dictation or press keys by accident. ${MOD_SIGN} shortcuts keep working.`}
      >
        {(ids) => <Switch {...ids} checked={singleKeys} onChange={setSingleKeys} />}
      </SettingRow>
      <div className="py-3">
        <Button look="outline" onClick={() => actions.getState()['show-shortcuts']?.()}>
          Show the shortcuts
        </Button>
      </div>
    </SettingsSection>
  );
}
