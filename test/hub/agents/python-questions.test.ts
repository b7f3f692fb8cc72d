import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PersonRequest } from '../../../src/protocol/person-request.ts';
import { hasPython } from '../../support/python.ts';
import { openTestHub, type TestHub } from '../../support/test-hub.ts';
import type { AssistantRun } from '../runner/assistant-run.ts';
import { addAgent, asked, ended, send, start } from './python-requests.ts';

let hub: TestHub;

beforeAll(async () => {
  hub = await openTestHub();
});
afterAll(() => hub.close());

/** Answers the next question of a run, and returns it. */
async function answer(run: AssistantRun, content: Record<string, unknown> | null): Promise<PersonRequest> {
  const [request] = await asked(hub, run);
  expect(await send(hub, run, { request_id: request!.id, content })).toMatchObject({ status: 200 });
  return request!;
}

describe.skipIf(!hasPython)('a question of an agent in Python', () => {
  it('is answered with a text, a choice or a form', async () => {
    const code = `
form = {
    "type": "object",
    "properties": {"day": {"type": "string", "format": "date"}, "people": {"type": "integer", "minimum": 1}},
    "required": ["day", "people"],
}
name = env.ask("What is your name?")
color = env.ask("Which color?", choices=["red", "blue"])
env.add_reply(json.dumps([name, color, env.ask("When, and for how many?", form=form)]))`;
    const run = await start(hub, await addAgent(hub, code));
    expect(await answer(run, { answer: 'Ana' })).toMatchObject({
      type: 'question',
      question: 'What is your name?',
      form: { properties: { answer: { type: 'string', minLength: 1 } }, required: ['answer'] },
    });
    expect(await answer(run, { answer: 'blue' })).toMatchObject({
      form: { properties: { answer: { enum: ['red', 'blue'] } } },
    });
    await answer(run, { day: '2026-12-01', people: 2 });
    const { state, texts } = await ended(hub, run);
    expect(state.status).toBe('completed');
    expect(texts).toEqual(['["Ana", "blue", {"day": "2026-12-01", "people": 2}]']);
  });

  it.each([503, 429, 'None'])('is asked once if the hub answers %s first', async (status) => {
    const code = `
from nearai.agents import person_requests
from nearai.hub import HubError
person_requests.RETRY_DELAY = 0
post = env._hub.post
failures = [HubError("Not now.", ${status})] * 2
def fail_first(path, body, headers=None):
    answer = post(path, body, headers) if len(failures) < 2 else None
    if failures and path.endswith("/requests"):
        raise failures.pop()
    return answer
env._hub.post = fail_first
name = env.ask("What is your name?")
env._hub.post = post
env.add_reply(name)`;
    const run = await start(hub, await addAgent(hub, code));
    await answer(run, { answer: 'Ana' });
    expect((await ended(hub, run)).texts).toEqual(['Ana']);
  });

  it('can be declined, and asked again', async () => {
    const code = 'env.add_reply(json.dumps([env.ask("What is your name?"), env.ask("What is your name?")]))';
    const run = await start(hub, await addAgent(hub, code));
    const first = await answer(run, null);
    const second = await answer(run, { answer: 'Ana' });
    expect(second.id).not.toBe(first.id);
    expect((await ended(hub, run)).texts).toEqual(['[null, "Ana"]']);
  });

  it('ends with the run if that is cancelled while it waits', async () => {
    const run = await start(hub, await addAgent(hub, 'print(json.dumps([env.ask("What is your name?")]))'));
    await asked(hub, run);
    await hub.call(`${run.path}/cancel`, {});
    const { state, printed } = await ended(hub, run);
    expect(state.status).toBe('cancelled');
    expect(printed).toEqual([]);
  });

  it('fails, and says why, if its form is wrong', async () => {
    const run = await start(hub, await addAgent(hub, 'env.ask("Who?", form={"type": "array"})'));
    const { state } = await ended(hub, run);
    expect(state.run?.last_error?.message).toContain('question.form');
  });

  it('fails in a run on a child thread, where nobody reads', async () => {
    const agent = await addAgent(hub, 'env.ask("What is your name?")');
    const parent = await hub.call<{ id: string }>('/threads', {});
    const { body } = await hub.call<{ id: string }>(`/threads/${parent.body.id}/subthread`, {});
    const run = await hub.call<{ id: string }>(`/threads/${body.id}/runs`, { assistant_id: agent });
    const stream = `/threads/${body.id}/stream/${run.body.id}`;
    const { state } = await ended(hub, { stream });
    expect(state.run?.last_error?.message).toContain('A run on a child thread can’t ask the person');
  });

  it('is waited for in several requests, and asked once', async () => {
    const impatient = await openTestHub({ heldTime: 20 });
    try {
      const code = `
requests = []
post = env._hub.post
def count(path, body, headers=None):
    state = post(path, body, headers)
    requests.append(state.status)
    if requests == ["waiting", "waiting"]: print(json.dumps(["twice"]), flush=True)
    return state
env._hub.post = count
env.add_reply(env.ask("What is your name?") + " " + requests[-1])`;
      const run = await start(impatient, await addAgent(impatient, code));
      await impatient.untilLogged(run.runId, 'twice');
      const [request] = await asked(impatient, run);
      await send(impatient, run, { request_id: request!.id, content: { answer: 'Ana' } });
      expect((await ended(impatient, run)).texts).toEqual(['Ana answered']);
    } finally {
      await impatient.close();
    }
  });

  it('ends the run in words if the hub stops meanwhile, and keeps the text', async () => {
    const code = 'env.add_reply("One moment.")\nenv.ask("What is your name?")';
    const stopping = await openTestHub();
    const run = await start(stopping, await addAgent(stopping, code));
    await asked(stopping, run);
    const next = await stopping.restart();
    try {
      const { state, texts } = await ended(next, run);
      expect(state.status).toBe('failed');
      expect(state.run?.last_error?.message).toContain('its agent can’t continue from there');
      expect(texts).toEqual(['One moment.']);
    } finally {
      await next.close();
    }
  });
});
