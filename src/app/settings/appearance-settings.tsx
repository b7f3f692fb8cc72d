import { usePreference } from '../preferences/use-preferences.ts';
import { SegmentedControl } from '../ui/segmented-control.tsx';
import { Switch } from '../ui/switch.tsx';
import { SettingRow } from './setting-row.tsx';
import { SettingsSection } from './settings-section.tsx';

const THEME_SEGMENTS = [
  { value: 'system', label: 'System' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const;

const TEXT_SIZE_SEGMENTS = [
  { value: 'small', label: 'Small' },
  { value: 'medium', label: 'Medium' },
  { value: 'large', label: 'Large' },
] as const;

const DENSITY_SEGMENTS = [
  { value: 'comfortable', label: 'Comfortable' },
  { value: 'compact', label: 'Compact' },
] as const;

/** Theme, text size, density, and times of messages. */
export function AppearanceSettings() {
  const [theme, setTheme] = usePreference('theme');
  const [textSize, setTextSize] = usePreference('textSize');
  const [density, setDensity] = usePreference('density');
  const [showTimes, setShowTimes] = usePreference('showTimes');
  return (
    <SettingsSection title="Appearance">
      <SettingRow label="Theme">
        {(ids) => <SegmentedControl {...ids} segments={THEME_SEGMENTS} value={theme} onChange={setTheme} />}
      </SettingRow>
      <SettingRow label="Text size">
        {(ids) => (
          <SegmentedControl {...ids} segments={TEXT_SIZE_SEGMENTS} value={textSize} onChange={setTextSize} />
        )}
      </SettingRow>
      <SettingRow label="Density">
        {(ids) => (
          <SegmentedControl {...ids} segments={DENSITY_SEGMENTS} value={density} onChange={setDensity} />
        )}
      </SettingRow>
      <SettingRow label="Show times" note="Show the time next to each message.">
        {(ids) => <Switch {...ids} checked={showTimes} onChange={setShowTimes} />}
      </SettingRow>
    </SettingsSection>
  );
}
