import { DISPLAY_NAMES, DISPLAY_SEGMENTS } from '../preferences/display-names.ts';
import { DISPLAY_FIELDS } from '../preferences/choose-display.ts';
import { OUTPUT_KINDS, type OutputKind } from '../preferences/output-kinds.ts';
import { usePreference } from '../preferences/use-preferences.ts';
import { SegmentedControl } from '../ui/segmented-control.tsx';
import { AgentOverrides } from './agent-overrides.tsx';
import { SettingRow } from './setting-row.tsx';
import { SettingsSection } from './settings-section.tsx';

const NOTES: Readonly<Record<OutputKind, string>> = {
  text: 'Show replies while they are being written. Auto follows each agent’s setting.',
  thinking: 'Show what the model thinks before it replies, also after the reply.',
  tools: 'Show which tools an agent uses, and what they return.',
};

/** The streaming displays for all agents, and overrides for single agents. */
export function StreamingSettings() {
  return (
    <SettingsSection title="Streaming">
      {OUTPUT_KINDS.map((kind) => (
        <DefaultDisplay key={kind} kind={kind} />
      ))}
      <AgentOverrides />
    </SettingsSection>
  );
}

function DefaultDisplay({ kind }: { kind: OutputKind }) {
  const [display, setDisplay] = usePreference(DISPLAY_FIELDS[kind].byDefault);
  return (
    <SettingRow label={DISPLAY_NAMES[kind]} note={NOTES[kind]}>
      {(ids) => (
        <SegmentedControl {...ids} segments={DISPLAY_SEGMENTS} value={display} onChange={setDisplay} />
      )}
    </SettingRow>
  );
}
