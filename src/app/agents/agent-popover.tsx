import { Popover } from '@base-ui/react/popover';
import { Info, LayoutList } from 'lucide-react';
import { useId, useRef, type RefObject } from 'react';
import { flushSync } from 'react-dom';
import { Link } from 'wouter';
import { useHistoryState } from 'wouter/use-browser-location';
import { agentName } from '../../client/agent-name.ts';
import type { Assistant } from '../../protocol/assistant.ts';
import { autoText } from './agent-facts.ts';
import { AgentPickerList } from './agent-picker-list.tsx';
import { DisplayControls } from './display-controls.tsx';
import { DISPLAY_NAMES } from '../preferences/display-names.ts';

interface AgentPopoverProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** The button that opens the menu. The menu is below it, and returns the focus to it. */
  opener: RefObject<HTMLElement | null>;
  assistants: readonly Assistant[];
  /** The agent that answers; undefined if there is none. */
  assistant: Assistant | undefined;
  onChoose: (assistantId: string) => void;
  /** Called to show the details of an agent. */
  onAbout: (assistant: Assistant) => void;
  /** The id of the agent whose streaming displays can be chosen, also if the hub no longer has it. */
  agentId: string;
}

const FOOTER_ITEM =
  'flex min-h-9 w-full items-center gap-2.5 rounded-small px-3.5 text-interface transition-colors hover:bg-sunken focus-visible:-outline-offset-2 pointer-coarse:min-h-11';

/** The agent's menu: the streaming displays, the list of agents, the agent's details, and a link to the gallery. */
export function AgentPopover(props: AgentPopoverProps) {
  const { open, onOpenChange, opener, assistants, assistant, onChoose, onAbout, agentId } = props;
  const noteId = useId();
  const searchField = useRef<HTMLInputElement>(null);
  const leavesFocus = useRef(false);
  const state = useHistoryState<unknown>(); // so that the gallery leads back to this conversation

  function change(next: boolean, { reason, event, cancel }: Popover.Root.ChangeEventDetails): void {
    leavesFocus.current = false;
    const isOnOpener = event.target instanceof Node && opener.current?.contains(event.target);
    if (reason === 'outside-press' && isOnOpener)
      cancel(); // the opener closes the menu itself
    else onOpenChange(next);
  }

  return (
    <Popover.Root open={open} onOpenChange={change}>
      <Popover.Portal>
        <Popover.Positioner
          anchor={opener}
          side="bottom"
          align="start"
          sideOffset={6}
          collisionPadding={12}
          className="z-10 outline-none"
        >
          <Popover.Popup
            aria-label="Agents"
            // On a touch screen, focusing the search field would open the keyboard over the menu.
            initialFocus={(openedBy) => (openedBy === 'touch' ? true : searchField.current)}
            finalFocus={() => (leavesFocus.current ? false : opener.current)}
            className="flex max-h-[min(36rem,var(--available-height))] w-[min(23rem,calc(100vw-1.5rem))] flex-col overflow-x-hidden overflow-y-auto overscroll-contain rounded-card border border-line bg-raised shadow-float transition-opacity outline-none data-ending-style:opacity-0 data-starting-style:opacity-0"
          >
            <div className="flex shrink-0 flex-col gap-y-1.5 border-b border-line px-3.5 py-3">
              <DisplayControls assistantId={agentId} names={DISPLAY_NAMES} describedBy={noteId} />
              <p id={noteId} className="text-caption text-pretty text-muted empty:hidden">
                {assistant && autoText(assistant)}
              </p>
            </div>
            <AgentPickerList
              field={searchField}
              assistants={assistants}
              chosenId={assistant?.id ?? null}
              onChoose={(id) => {
                onOpenChange(false);
                onChoose(id);
              }}
            />
            <div className="shrink-0 border-t border-line p-1">
              {assistant && (
                <button
                  type="button"
                  className={FOOTER_ITEM}
                  onClick={() => {
                    leavesFocus.current = true;
                    flushSync(() => onOpenChange(false)); // an open popover does not let the focus leave
                    onAbout(assistant);
                  }}
                >
                  <Info aria-hidden="true" size={16} className="shrink-0 text-muted" />
                  <span className="min-w-0 truncate">About {agentName(assistant)}</span>
                </button>
              )}
              <Link href="/agents" state={state} className={FOOTER_ITEM}>
                <LayoutList aria-hidden="true" size={16} className="shrink-0 text-muted" />
                All agents
              </Link>
            </div>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
