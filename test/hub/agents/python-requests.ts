import { expect } from 'vitest';
import { textOf } from '../../../src/protocol/message.ts';
import { openRequests, type PersonAnswer, type PersonRequest } from '../../../src/protocol/person-request.ts';
import type { Run } from '../../../src/protocol/run.ts';
import type { TestHub } from '../../support/test-hub.ts';
import { pathsOf, type AssistantRun } from '../runner/assistant-run.ts';
import { stateOf } from '../runner/state-of.ts';
import { printedIn } from './code-agent.ts';
import { writePythonAgent } from './run-python.ts';

type Place<Key extends keyof AssistantRun> = Pick<AssistantRun, Key>;

/** Two tools: the person is asked for each postcard, and for letters to Sparta. What they do is printed. */
const TOOLS = `
import json

def postcard(city: str):
    """Sends a postcard."""
    print(json.dumps(["postcard", city]))
    return "sent to " + city

def letter(city: str):
    """Sends a letter."""
    print(json.dumps(["letter", city]))
    return "sent to " + city

registry = env.get_tool_registry(True)
registry.register_tool(postcard, approval="ask")
registry.register_tool(letter, approval=lambda arguments: arguments["city"] == "Sparta")

def run_tools(**options):
    env.completion_and_run_tools(env.list_messages(), tools=registry.get_all_tool_definitions(), **options)
`;

/** Adds an agent in Python with the tools and this code, and returns its id. */
export async function addAgent(hub: TestHub, code: string): Promise<string> {
  return hub.addPythonAgent(await writePythonAgent(TOOLS + code));
}

/** Starts a run of the agent on a new thread. */
export async function start(hub: TestHub, assistant_id: string): Promise<AssistantRun> {
  const { body } = await hub.call<{ id: string; thread_id: string }>('/threads/runs', {
    assistant_id,
    thread: { messages: [{ role: 'user', content: 'Greet Athens.' }] },
  });
  return pathsOf(body.thread_id, body.id);
}

/** What the run asks, once it has asked this many things. */
export async function asked(hub: TestHub, { path }: Place<'path'>, count = 1): Promise<PersonRequest[]> {
  const requests = async () => openRequests((await hub.call<Run>(path)).body.required_action);
  await expect.poll(requests, { timeout: 10_000 }).toHaveLength(count);
  return requests();
}

/** Answers requests of a run. */
export function send(hub: TestHub, { path }: Place<'path'>, ...answers: PersonAnswer[]) {
  return hub.call<Run>(`${path}/answers`, { answers });
}

/** The decision on a request. */
export function decide(request: PersonRequest, approve: boolean, more: object = {}): PersonAnswer {
  if (request.type !== 'approval') throw new Error(`It asks a question: ${request.question}`);
  return { request_id: request.id, hash: request.hash, approve, ...more };
}

/**
 * The end of a run: its state, the messages that its agent has added, the outputs of the calls, and what the agent has
 * printed as JSON.
 */
export async function ended(hub: TestHub, { stream }: Place<'stream'>) {
  const events = await hub.events(stream);
  const state = stateOf(events);
  const texts = state.messages.map(({ message }) => message && textOf(message.content));
  const outputs = state.steps.flatMap(({ calls }) => calls.map((call) => call.function.output));
  return { state, texts, outputs, printed: printedIn(events) };
}
