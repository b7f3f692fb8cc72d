import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasPython } from '../../support/python.ts';
import { openTestHub, type TestHub } from '../../support/test-hub.ts';
import { callChunk, endWith } from '../runner/assistant-run.ts';
import { call } from '../runner/tool-loop.ts';
import { addAgent, asked, decide, ended, send, start } from './python-requests.ts';

let hub: TestHub;

beforeAll(async () => {
  hub = await openTestHub();
});
afterAll(() => hub.close());

describe.skipIf(!hasPython)('a tool of an agent in Python that needs an approval', () => {
  it('runs once the person approves the call, and the run waits until then', async () => {
    const run = await start(hub, await addAgent(hub, 'run_tools()'));
    await call(hub, 'postcard');
    const [request] = await asked(hub, run);
    expect(request).toMatchObject({
      type: 'approval',
      index: 0,
      tool_call: { id: 'call_0', function: { name: 'postcard', arguments: '{"city":"Athens"}' } },
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect((await hub.call(run.path)).body).toMatchObject({ status: 'requires_action' });
    const answered = await send(hub, run, decide(request!, true));
    expect(answered).toMatchObject({ status: 200, body: { status: 'in_progress' } });
    const { state, outputs, texts, printed } = await ended(hub, run);
    expect(state.status).toBe('completed');
    expect(printed).toEqual([['postcard', 'Athens']]);
    expect(outputs).toEqual(['"sent to Athens"']);
    expect(texts).toEqual(['"sent to Athens"']);
  });

  it.each([
    ['too late', 'The person denied this call. Reason: too late'],
    [null, 'The person denied this call.'],
  ])('does not run if the person denies it, and the model reads why: %s', async (reason, output) => {
    const run = await start(hub, await addAgent(hub, 'run_tools()'));
    await call(hub, 'postcard');
    await send(hub, run, decide((await asked(hub, run))[0]!, false, { reason }));
    const { state, outputs, texts, printed } = await ended(hub, run);
    expect(state.status).toBe('completed');
    expect(printed).toEqual([]);
    expect(outputs).toEqual([output]);
    expect(texts).toEqual([output]);
  });

  it('is asked for depending on its arguments, if its tool decides that, and the other call runs', async () => {
    const run = await start(hub, await addAgent(hub, 'run_tools(add_responses_to_messages=False)'));
    const completion = await hub.provider.nextCompletion();
    completion.pushChunk(callChunk('call_0', 0, 'letter', 'Athens'));
    completion.pushChunk(callChunk('call_1', 1, 'letter', 'Sparta'));
    endWith(completion, 'tool_calls');
    const [request] = await asked(hub, run);
    expect(request).toMatchObject({ index: 1, tool_call: { id: 'call_1' } });
    await send(hub, run, decide(request!, false));
    const { outputs, printed } = await ended(hub, run);
    expect(printed).toEqual([['letter', 'Athens']]);
    expect(outputs).toEqual(['"sent to Athens"', 'The person denied this call.']);
  });

  it('needs none any more in the conversation once the person has approved the tool always', async () => {
    const run = await start(hub, await addAgent(hub, 'run_tools()\nrun_tools()'));
    await call(hub, 'postcard', 'postcard');
    await send(hub, run, decide((await asked(hub, run))[0]!, true, { always: true }));
    await call(hub, 'postcard');
    const { state, printed } = await ended(hub, run);
    expect(state.status).toBe('completed');
    expect(printed).toHaveLength(3);
  });

  it('gets the arguments that the person has seen, whatever the agent does with them meanwhile', async () => {
    const code = `
def decide(arguments):
    arguments["city"] = "Sparta"
    return True
registry.register_tool(postcard, approval=decide)
run_tools()`;
    const run = await start(hub, await addAgent(hub, code));
    const completion = await hub.provider.nextCompletion();
    completion.pushChunk(callChunk('call_0', 0, 'postcard', 'Ἀθῆναι 🏺'));
    endWith(completion, 'tool_calls');
    await send(hub, run, decide((await asked(hub, run))[0]!, true));
    expect((await ended(hub, run)).printed).toEqual([['postcard', 'Ἀθῆναι 🏺']]);
  });

  it.each([
    [
      'of arguments that are repaired',
      'run_tools()',
      '{"city":"Athens"}}',
      'not a JSON object with parameters',
    ],
    [
      'of another call',
      'from nearai.agents import person_requests\nperson_requests.call_hash = lambda call: "other"\nrun_tools()',
      '{"city":"Athens"}',
      'the person approved another call. This one was not run.',
    ],
  ])('does not run with an approval %s', async (_, code, args, error) => {
    const run = await start(hub, await addAgent(hub, code));
    const completion = await hub.provider.nextCompletion();
    const [choice] = callChunk('call_0', 0, 'postcard').choices;
    choice!.delta.tool_calls![0]!.function!.arguments = args;
    completion.pushChunk({ choices: [choice!] });
    endWith(completion, 'tool_calls');
    if (error.includes('approved')) await send(hub, run, decide((await asked(hub, run))[0]!, true));
    const { outputs, printed } = await ended(hub, run);
    expect(outputs).toEqual([expect.stringContaining(`Error calling tool postcard: `)]);
    expect(outputs[0]).toContain(error);
    expect(printed).toEqual([]);
  });

  it('does not run if its call is only text of the model, which no step shows', async () => {
    const run = await start(hub, await addAgent(hub, 'run_tools(model="llama")'));
    const completion = await hub.provider.nextCompletion();
    completion.push('<function=postcard>{"city": "Athens"}</function>');
    endWith(completion, 'stop');
    const { texts, printed } = await ended(hub, run);
    expect(texts.at(-1)).toContain("which only calls in OpenAI's form can get");
    expect(printed).toEqual([]);
  });

  it('does not run if the run is cancelled while it waits', async () => {
    const run = await start(hub, await addAgent(hub, 'run_tools()'));
    await call(hub, 'postcard');
    await asked(hub, run);
    await hub.call(`${run.path}/cancel`, {});
    const { state, printed } = await ended(hub, run);
    expect(state).toMatchObject({ status: 'cancelled', steps: [{ status: 'cancelled' }] });
    expect(printed).toEqual([]);
  });

  it('must be registered with an approval that exists', async () => {
    const run = await start(hub, await addAgent(hub, 'registry.register_tool(letter, approval="always")'));
    const { state } = await ended(hub, run);
    expect(state.run?.last_error?.message).toContain('The approval of a tool is "ask", a function');
  });
});
