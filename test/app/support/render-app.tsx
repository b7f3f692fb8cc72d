import '@testing-library/jest-dom/vitest';
import { act, render, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { expect, vi } from 'vitest';
import type { PageEnvironment } from '../../../src/app/page/page-environment.ts';
import { openStorage } from '../../../src/app/browser/open-storage.ts';
import { loadRunOutcome } from '../../../src/app/messages/lazy-run-outcome.tsx';
import { App } from '../../../src/app/page/app.tsx';
import { createQueryClient } from '../../../src/app/api/query-client.ts';
import { createPreferencesStore } from '../../../src/app/preferences/preferences-store.ts';
import { textContent } from '../../../src/protocol/message.ts';
import type { RunStatus } from '../../../src/protocol/run.ts';
import { FakeClock } from './fake-clock.ts';
import { deltaOf, FakeStreams, flushPromises } from './fake-event-source.ts';
import { FakeHub } from './fake-hub.ts';
import { FakeTabs } from './fake-tabs.ts';

/** The time between two frames, in milliseconds. */
const FRAME = 1000 / 60;

/** A browser with the client open in it. The test controls the hub, the clock, the streams and the other tabs. */
export class Page {
  readonly clock = new FakeClock();
  readonly hub = new FakeHub(() => this.clock.now());
  readonly user = userEvent.setup();
  /** The other tabs of the browser. */
  readonly tabs = new FakeTabs();
  /** The streams of runs. */
  streams = new FakeStreams();
  /** The streams of the account's events. */
  accountStreams = new FakeStreams();
  /** Whether the browser keeps cookies. */
  keepsCookies = true;
  #seq = 0;
  #unmount = (): void => {};

  constructor() {
    localStorage.clear();
    vi.stubGlobal('fetch', this.hub.fetch);
  }

  /** Opens a path in a new page. Only the browser's storage is kept. */
  async open(path = '/'): Promise<void> {
    this.#unmount();
    await flushPromises();
    await loadRunOutcome();
    history.replaceState(null, '', path);
    this.streams = new FakeStreams();
    this.accountStreams = new FakeStreams();
    const storage = openStorage();
    const services: PageEnvironment = {
      preferences: createPreferencesStore(storage),
      clock: this.clock,
      storage,
      keepsCookies: this.keepsCookies,
      openEventSource: (url) => (url.startsWith('/v1/events') ? this.accountStreams : this.streams).open(url),
      openTabChannel: this.tabs.openTabChannel,
      sessionTabs: this.tabs.openTabChannel('symposium.session'),
      locks: this.tabs.locks,
      createQueryClient: (onError) => {
        const queryClient = createQueryClient(onError);
        const { queries, ...others } = queryClient.getDefaultOptions();
        queryClient.setDefaultOptions({ ...others, queries: { ...queries, retry: false } });
        return queryClient;
      },
    };
    const { unmount } = render(<App page={services} />);
    this.#unmount = unmount;
    await this.settle();
  }

  /** Waits until everything that was started is on the screen. */
  async settle(): Promise<void> {
    await act(async () => {
      for (let round = 0; round < 4; round++) {
        await flushPromises();
        this.clock.frame(FRAME);
      }
    });
  }

  async advance(milliseconds: number): Promise<void> {
    act(() => this.clock.advance(milliseconds));
    await this.settle();
  }

  /** The hub sends an account event. */
  async accountEvent(event: string, data: unknown): Promise<void> {
    act(() => this.accountStreams.newest.send('', event, data));
    await this.settle();
  }

  /** Another tab sends a message to this one. */
  async messageFromOtherTab(channel: string, text: string): Promise<void> {
    act(() => this.tabs.openTabChannel(channel).announce(text));
    await this.settle();
  }

  async write(text: string): Promise<void> {
    await this.user.click(this.textbox);
    await this.user.paste(text);
    await this.user.keyboard('{Enter}');
    await this.settle();
  }

  get textbox(): HTMLElement {
    return screen.getByRole('textbox', { name: 'Message' });
  }

  /** The delta count that is shown; null if there is none. */
  get counter(): string | null {
    return screen.queryByLabelText('Deltas received')?.textContent ?? null;
  }

  get run() {
    const run = this.hub.runs[0];
    if (!run) throw new Error('The hub has no run.');
    return run;
  }

  /** The button with the name of the agent, which opens its menu. */
  get agentButton(): HTMLElement {
    return screen.getByTitle('Agent and streaming display');
  }

  /** Chooses the streaming display in the menu of the agent. */
  async showStreaming(display: string): Promise<void> {
    await this.#inAgentMenu((radio) => this.user.click(radio(display)));
  }

  /** Reads the streaming display in the menu of the agent. */
  async streamingDisplay(): Promise<string | undefined> {
    const displays = ['Auto', 'Always', 'Never'];
    return this.#inAgentMenu((radio) => displays.find((name) => radio(name).matches(':checked')));
  }

  async #inAgentMenu<T>(use: (radio: (name: string) => HTMLElement) => T | Promise<T>): Promise<T> {
    await this.user.click(this.agentButton);
    const group = await screen.findByRole('radiogroup', { name: 'Streaming display' });
    const result = await use((name) => within(group).getByRole('radio', { name }));
    await this.user.keyboard('{Escape}');
    await waitFor(() => expect(group).not.toBeInTheDocument());
    return result;
  }

  /** Opens the newest stream's connection. */
  async connect(): Promise<void> {
    this.streams.newest.open();
    await this.settle();
  }

  /** Sends one event of the newest run, under the next id. */
  async event(name: string, data: unknown): Promise<void> {
    this.#seq += 1;
    this.streams.newest.send(`1-${this.#seq}`, name, data);
    await this.settle();
  }

  async deltas(id: string, ...texts: string[]): Promise<void> {
    for (const text of texts) {
      this.#seq += 1;
      this.streams.newest.send(`1-${this.#seq}`, 'thread.message.delta', deltaOf(id, text));
    }
    await this.settle();
  }

  /** The hub ends a message, and adds it to the thread. */
  async message(id: string, text: string, reason: string | null = null): Promise<void> {
    const message = this.hub.addMessage(this.run.thread_id, 'assistant', text, {
      id,
      run_id: this.run.id,
      status: reason === null ? 'completed' : 'incomplete',
      incomplete_details: reason === null ? null : { reason },
    });
    if (reason === 'discarded' || reason === 'empty') this.hub.messages.pop();
    await this.event(reason === null ? 'thread.message.completed' : 'thread.message.incomplete', {
      ...message,
      content: textContent(text),
    });
  }

  /** Changes the status of the run at the hub, and sends it in the stream. */
  async status(status: RunStatus, failure?: string): Promise<void> {
    this.run.status = status;
    if (failure !== undefined) this.run.last_error = { code: 'server_error', message: failure };
    await this.event(`thread.run.${status}`, this.run);
  }
}
