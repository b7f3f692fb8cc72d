import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { loadActivityList } from '../../../src/app/activity/lazy-activity-list.tsx';
import { openStorage } from '../../../src/app/browser/open-storage.ts';
import { chooseDisplay } from '../../../src/app/preferences/choose-display.ts';
import { DISPLAYS, OUTPUT_KINDS, type OutputKind } from '../../../src/app/preferences/output-kinds.ts';
import { createPreferencesStore } from '../../../src/app/preferences/preferences-store.ts';
import { EXAMPLE, QUIET } from '../support/fake-hub.ts';
import { Page } from '../support/render-app.tsx';
import { RunScript } from './run-script.ts';

const log = () => within(screen.getByRole('log', { name: 'Conversation' }));

/** What is in the document of each kind. */
function kindsInDocument(): Record<OutputKind, boolean> {
  const words = screen.getByRole('log').textContent;
  return {
    text: words.includes('It is'),
    thinking: log().queryAllByRole('button', { name: /^(Thinking|Thought)/ }).length > 0,
    tools:
      words.includes('"Athens"') ||
      log().queryAllByRole('button', { name: /^(weather|clock|Used)/ }).length > 0,
  };
}

/** Records the events that the hub sends to the page from now on. */
function recordEvents(page: Page): [event: string, data: unknown][] {
  const sent: [string, unknown][] = [];
  const send = page.event.bind(page);
  page.event = async (event, data) => {
    sent.push([event, structuredClone(data)]);
    await send(event, data);
  };
  return sent;
}

const CASES = [EXAMPLE, QUIET].flatMap((agent) =>
  OUTPUT_KINDS.flatMap((kind) =>
    DISPLAYS.map((display) => ({
      agent,
      kind,
      display,
      name: agent === EXAMPLE ? 'shows' : 'hides',
    })),
  ),
);

describe('what is shown of a run, also after a reload in its middle', () => {
  it.each(CASES)('agent that $name partial output, $kind: $display', async ({ agent, kind, display }) => {
    await loadActivityList();
    const page = new Page();
    chooseDisplay(createPreferencesStore(openStorage()), agent, kind, display);
    const sent = recordEvents(page);
    const script = new RunScript(page);
    await page.open(`/?agent=${agent}`);
    await page.write('Is it dry in Athens?');
    await page.connect();
    await page.status('in_progress');
    const byAgent = agent === EXAMPLE;
    const shown = Object.fromEntries(
      OUTPUT_KINDS.map((one) => [one, one === kind && display !== 'auto' ? display === 'always' : byAgent]),
    );

    await script.parts[0]!();
    await script.parts[1]!();
    await script.parts[2]!();
    expect(kindsInDocument()).toEqual({ ...shown, text: false });
    expect(log().queryAllByText(/Running/), 'the person sees what the agent does').not.toEqual([]);
    const counted = page.counter;

    await page.open(location.pathname);
    await page.connect();
    for (const [at, [event, data]] of sent.entries()) page.streams.newest.send(`1-${at + 1}`, event, data);
    await page.settle();
    expect(kindsInDocument()).toEqual({ ...shown, text: false });
    expect(page.counter, 'no delta is lost').toBe(counted);

    await script.parts[3]!();
    await page.deltas('msg_b', 'It is ');
    expect(kindsInDocument()).toEqual(shown);
    await page.deltas('msg_b', 'dry.');
    await page.message('msg_b', 'It is dry.');
    await page.status('completed');
    expect(kindsInDocument()).toEqual({ ...shown, text: true });
  });
});
