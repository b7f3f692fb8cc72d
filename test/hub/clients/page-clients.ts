import type { JsdomWindow } from 'jsdom';
import { createRequire } from 'node:module';
import { expect } from 'vitest';
import { createWatch, type Watch } from './watch.ts';

// Required, not imported: their types need the DOM, which would then be in scope of all tests.
const require = createRequire(import.meta.url);

/** The part of deep-chat's component that is used. */
interface DeepChat {
  directConnection: object;
  connect: object;
  getMessages(): { role: string; text: string }[];
  submitUserMessage(message: { text: string }): void;
}

/** Shows a chat that connects to a hub directly, and returns it with the texts of its messages as they arrive. */
export async function openDeepChat(
  { document }: JsdomWindow,
  assistant: object,
  stream: boolean,
): Promise<{ chat: DeepChat; texts: Watch<string[]> }> {
  require('deep-chat');
  const element = document.createElement('deep-chat');
  const chat = element as unknown as DeepChat;
  chat.directConnection = { openAI: { key: 'any', validateKeyProperty: false, assistant } };
  chat.connect = { stream };
  const texts = createWatch<string[]>();
  element.addEventListener('message', () => texts.say(chat.getMessages().map(({ text }) => text)));
  document.body.append(element);
  // It may render again after its event, and then starts anew.
  const state = element as unknown as Record<string, boolean>;
  await expect.poll(() => state['_hasBeenRendered'] && !state['_waitingToRender_']).toBe(true);
  return { chat, texts };
}

/** The result of `useAssistant`. */
interface AssistantChat {
  status: string;
  messages: { content: string }[];
  error: unknown;
  append(message: { role: 'user'; content: string }): Promise<void>;
}

/** The parts of React and of Vercel's client that are used. */
interface PageModules {
  createElement(component: () => null): object;
  useEffect(effect: () => void): void;
  createRoot(container: unknown): { render(element: object): void; unmount(): void };
  useAssistant(options: {
    api: string;
    fetch: (url: string, init: { body: string }) => Promise<Response>;
  }): AssistantChat;
}

/** The request of Vercel's client to its server. */
interface AssistantRequest {
  threadId: string | null;
  message: string;
}

/** Shows a component that uses Vercel's `useAssistant`, and returns the state of the hook. */
export function openUseAssistant(
  { document }: JsdomWindow,
  route: (request: AssistantRequest) => Promise<Response>,
): { chats: Watch<AssistantChat>; close(): void } {
  const { createElement, useEffect, createRoot, useAssistant }: PageModules = {
    ...require('react'),
    ...require('react-dom/client'),
    ...require('@ai-sdk/react'),
  };
  const chats = createWatch<AssistantChat>();
  function Chat(): null {
    const fetch = (_: string, { body }: { body: string }) => route(JSON.parse(body) as AssistantRequest);
    const chat = useAssistant({ api: '/api/assistant', fetch });
    useEffect(() => chats.say(chat));
    return null;
  }
  const root = createRoot(document.createElement('div'));
  root.render(createElement(Chat));
  return { chats, close: () => root.unmount() };
}

/** Vercel's server response for `useAssistant`. */
export function assistantResponse<Run>(
  ids: { threadId: string; messageId: string },
  process: (stream: {
    forwardStream(stream: AsyncIterable<object>): Promise<Run | undefined>;
  }) => Promise<void>,
): Response {
  const { AssistantResponse } = require('ai') as { AssistantResponse: typeof assistantResponse<Run> };
  return AssistantResponse(ids, process);
}
