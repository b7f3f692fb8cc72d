import { useStore } from 'zustand';
import { chooseDisplay } from '../preferences/choose-display.ts';
import { DISPLAY_SEGMENTS } from '../preferences/display-names.ts';
import { OUTPUT_KINDS, type OutputKind } from '../preferences/output-kinds.ts';
import { usePreferencesStore } from '../preferences/preferences-context.ts';
import { displaysOf } from '../preferences/preferences-store.ts';
import { SegmentedControl } from '../ui/segmented-control.tsx';

interface DisplayControlsProps {
  /** The id of the agent, with or without the version. */
  assistantId: string;
  /** The visible name of the control for each kind of output. */
  names: Readonly<Record<OutputKind, string>>;
  /** The id of the element that describes the controls. */
  describedBy?: string;
}

/** The streaming displays of an agent: one control for each kind of output. */
export function DisplayControls({ assistantId, names, describedBy }: DisplayControlsProps) {
  const preferences = usePreferencesStore();
  const displays = displaysOf(useStore(preferences), assistantId);
  return OUTPUT_KINDS.map((kind) => (
    <SegmentedControl
      key={kind}
      label={names[kind]}
      labelVisible
      describedBy={describedBy}
      segments={DISPLAY_SEGMENTS}
      value={displays[kind]}
      onChange={(display) => chooseDisplay(preferences, assistantId, kind, display)}
    />
  ));
}
