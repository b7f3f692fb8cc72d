import { act, renderHook } from '@testing-library/react';
import type { ReactNode } from 'react';
import { beforeEach, describe, expect, it } from 'vitest';
import type { KnownAgent } from '../../../src/app/agents/use-agent.ts';
import { useShownKinds, type ShownKinds } from '../../../src/app/agents/use-shown-kinds.ts';
import { DISPLAYS, OUTPUT_KINDS } from '../../../src/app/preferences/output-kinds.ts';
import { PreferencesContext } from '../../../src/app/preferences/preferences-context.ts';
import { chooseDisplay } from '../../../src/app/preferences/choose-display.ts';
import {
  createPreferencesStore,
  type PreferencesStore,
} from '../../../src/app/preferences/preferences-store.ts';
import { assistantOf } from '../support/fake-assistant.ts';

const ID = 'acme/guide/1.0.0';
const ALL: ShownKinds = { text: true, thinking: true, tools: true };
const NONE: ShownKinds = { text: false, thinking: false, tools: false };

let preferences: PreferencesStore;

beforeEach(() => {
  localStorage.clear();
  preferences = createPreferencesStore(localStorage);
});

function render(agent: KnownAgent) {
  const wrapper = ({ children }: { children: ReactNode }) => (
    <PreferencesContext value={preferences}>{children}</PreferencesContext>
  );
  return renderHook(() => useShownKinds(agent), { wrapper }).result;
}

function agentWith(message: boolean, thinking?: boolean, tools?: boolean): KnownAgent {
  const assistant = assistantOf(ID, 'Guide', message);
  Object.assign(assistant.agent.details.agent, {
    ...(thinking !== undefined && { show_streaming_thinking: thinking }),
    ...(tools !== undefined && { show_streaming_tools: tools }),
  });
  return { id: ID, assistant, gone: false };
}

describe.each<
  [message: boolean, thinking: boolean | undefined, tools: boolean | undefined, auto: ShownKinds]
>([
  [true, undefined, undefined, ALL],
  [true, undefined, true, ALL],
  [true, undefined, false, { ...ALL, tools: false }],
  [true, true, undefined, ALL],
  [true, true, true, ALL],
  [true, true, false, { ...ALL, tools: false }],
  [true, false, undefined, { ...ALL, thinking: false }],
  [true, false, true, { ...ALL, thinking: false }],
  [true, false, false, { ...NONE, text: true }],
  [false, undefined, undefined, NONE],
  [false, undefined, true, { ...NONE, tools: true }],
  [false, undefined, false, NONE],
  [false, true, undefined, { ...NONE, thinking: true }],
  [false, true, true, { ...ALL, text: false }],
  [false, true, false, { ...NONE, thinking: true }],
  [false, false, undefined, NONE],
  [false, false, true, { ...NONE, tools: true }],
  [false, false, false, NONE],
])('of an agent with message %j, thinking %j, tools %j', (message, thinking, tools, auto) => {
  it.each(OUTPUT_KINDS.flatMap((kind) => DISPLAYS.map((display) => ({ kind, display }))))(
    'the kind $kind is shown as the choice $display says, at once, and other kinds stay as they were',
    ({ kind, display }) => {
      const shown = render(agentWith(message, thinking, tools));
      expect(shown.current).toEqual(auto);
      act(() => chooseDisplay(preferences, ID, kind, display));
      const chosen = { auto: auto[kind], always: true, never: false }[display];
      expect(shown.current).toEqual({ ...auto, [kind]: chosen });
    },
  );
});

it('the choices for all agents apply to agents without a choice', () => {
  const shown = render(agentWith(true));
  act(() => preferences.choose({ defaultThinkingDisplay: 'never', defaultToolDisplay: 'never' }));
  expect(shown.current).toEqual({ ...NONE, text: true });
  act(() => chooseDisplay(preferences, ID, 'tools', 'auto'));
  expect(shown.current).toEqual({ ...ALL, thinking: false });
});

it('nothing is shown while the agent is unknown, except what the person has chosen', () => {
  const shown = render({ id: ID, assistant: undefined, gone: false });
  expect(shown.current).toEqual(NONE);
  act(() => chooseDisplay(preferences, ID, 'thinking', 'always'));
  expect(shown.current).toEqual({ ...NONE, thinking: true });
});

it('everything is shown of an agent that the hub no longer has', () => {
  expect(render({ id: ID, assistant: undefined, gone: true }).current).toEqual(ALL);
});

it('the result stays the same object while nothing changes, so that rows are not rendered again', () => {
  const shown = render(agentWith(true));
  const before = shown.current;
  act(() => preferences.choose({ theme: 'dark' }));
  act(() => chooseDisplay(preferences, ID, 'tools', 'always'));
  expect(shown.current).toBe(before);
});
