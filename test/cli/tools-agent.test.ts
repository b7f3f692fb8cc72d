import { expect, it, onTestFinished } from 'vitest';
import { startHub } from '../support/hub-process.ts';
import { streamCall, streamText } from '../support/model-answers.ts';
import { startModelServer } from '../support/model-server.ts';
import { runProgram } from './support/run-program.ts';

it('an agent of the built hub runs its tools in its own process, and answers in the terminal', async () => {
  const model = await startModelServer(
    streamCall('call_1', 'current_time'),
    streamCall('call_2', 'calculate'),
    streamText('It is late.'),
  );
  onTestFinished(() => model.stop());
  const hub = await startHub({ MODEL_BASE_URL: model.url, MODEL_NAME: 'test-model' });
  onTestFinished(() => hub.stop());
  const { code, stdout, stderr } = await runProgram(['agent', 'run', 'symposium/tools-example', '--stream'], {
    hub: hub.url,
    input: 'What time is it?\n',
  });
  expect([code, stdout]).toEqual([0, 'It is late.\n']);
  expect(stderr).toMatch(
    /current_time.*\n {2}Done: .*\ncalculate.*\n {2}Failed: Error: there is no operation/,
  );
  const sent = model.requests.filter(({ body }) => body?.['tools']).map(({ body }) => body?.messages?.at(-1));
  expect(sent).toMatchObject([
    { role: 'user', content: 'What time is it?' },
    { role: 'tool', tool_call_id: 'call_1', content: expect.stringMatching(/ (UTC|GMT)$/) as string },
    { role: 'tool', tool_call_id: 'call_2', content: 'Error: there is no operation undefined' },
  ]);
});
