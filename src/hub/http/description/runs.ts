import { z } from 'zod';
import { agentRequestSchema, agentRequestStateSchema } from '../../../protocol/agent-request.ts';
import { childRunInputSchema, childRunSchema } from '../../../protocol/child-run.ts';
import { answersSchema } from '../../../protocol/person-request.ts';
import { pageQuerySchema } from '../../../protocol/page-query.ts';
import { runInputSchema, runUpdateSchema, threadRunInputSchema } from '../../../protocol/run-input.ts';
import { runStepSchema } from '../../../protocol/run-step.ts';
import {
  serverToolCallSchema,
  serverToolListSchema,
  serverToolOutputSchema,
} from '../../../protocol/server-tool.ts';
import { stepQuerySchema } from '../../../protocol/step-query.ts';
import { includeSchema } from '../../../protocol/step-include.ts';
import { agentOutputsSchema, toolOutputsSchema } from '../../../protocol/tool-outputs.ts';
import { apiRunSchema } from './api-run.ts';
import type { Operation } from './operation.ts';

const streamQuerySchema = z.object({
  format: z.literal('openai').optional(),
  last_event_id: z.string().optional(),
  lastEventId: z.string().optional(),
  keep_alive: z.literal('event').optional(),
});

const formatQuerySchema = streamQuerySchema.pick({ format: true });
const includeQuerySchema = formatQuerySchema.extend({ 'include[]': includeSchema.optional() });
const pageFields = pageQuerySchema.shape;

/** Runs, their steps and their streams. */
export const RUNS: readonly Operation[] = [
  {
    method: 'post',
    path: '/threads/runs',
    tag: 'Runs',
    summary: 'Create a thread and run an agent on it',
    query: includeQuerySchema,
    body: threadRunInputSchema,
    answer: { schema: apiRunSchema, description: 'The run.' },
    streams: true,
  },
  {
    method: 'post',
    path: '/threads/{thread_id}/runs',
    tag: 'Runs',
    summary: 'Run an agent on a thread',
    description: 'A thread has one run at a time.',
    query: includeQuerySchema,
    body: runInputSchema,
    answer: { schema: apiRunSchema, description: 'The run.' },
    streams: true,
  },
  {
    method: 'get',
    path: '/threads/{thread_id}/runs',
    tag: 'Runs',
    summary: 'List runs',
    query: formatQuerySchema.extend(pageFields),
    answer: { pageOf: apiRunSchema, description: 'A page of the thread’s runs.' },
  },
  {
    method: 'get',
    path: '/threads/{thread_id}/runs/{run_id}',
    tag: 'Runs',
    summary: 'Retrieve a run',
    query: formatQuerySchema,
    answer: { schema: apiRunSchema, description: 'The run.' },
  },
  {
    method: 'post',
    path: '/threads/{thread_id}/runs/{run_id}',
    tag: 'Runs',
    summary: 'Change the metadata of a run',
    description:
      'The agent of a run, and the program that drives a delegated run, can change its status, too.',
    query: formatQuerySchema,
    body: runUpdateSchema,
    answer: { schema: apiRunSchema, description: 'The run.' },
  },
  {
    method: 'post',
    path: '/threads/{thread_id}/runs/{run_id}/cancel',
    tag: 'Runs',
    summary: 'Cancel a run',
    description: 'The text that was streamed until then is kept.',
    query: formatQuerySchema,
    answer: { schema: apiRunSchema, description: 'The run.' },
  },
  {
    method: 'post',
    path: '/threads/{thread_id}/runs/{run_id}/submit_tool_outputs',
    tag: 'Runs',
    summary: 'Submit the outputs of tools',
    description:
      'For a run with the status `requires_action`, which then continues. Each call needs one output.',
    query: formatQuerySchema,
    body: toolOutputsSchema,
    answer: { schema: apiRunSchema, description: 'The run.' },
    streams: true,
  },
  {
    method: 'post',
    path: '/threads/{thread_id}/runs/{run_id}/answers',
    tag: 'Runs',
    summary: 'Answer what an agent has asked',
    description:
      'For a run with the status `requires_action` and a `required_action` of the type `submit_answers`, which lists tool calls ' +
      'to approve and questions. The run continues once all of them are answered. A repeated answer changes nothing.',
    query: formatQuerySchema,
    body: answersSchema,
    answer: { schema: apiRunSchema, description: 'The run.' },
  },
  {
    method: 'post',
    path: '/threads/{thread_id}/runs/{run_id}/children',
    tag: 'For agents',
    summary: 'Run another agent',
    body: childRunInputSchema,
    answer: { schema: childRunSchema, description: 'The thread of that agent, and its run.' },
  },
  {
    method: 'post',
    path: '/threads/{thread_id}/runs/{run_id}/outputs',
    tag: 'For agents',
    summary: 'Add the outputs of tools that the agent has run',
    description:
      'For tools that a completion with the header `answers_calls: true` has called. Each output is sent to the clients of the ' +
      'run. The step of the calls ends with the last output. Each call gets one output, in any number of requests.',
    body: agentOutputsSchema,
    answer: { schema: runStepSchema, description: 'The step.' },
  },
  {
    method: 'post',
    path: '/threads/{thread_id}/runs/{run_id}/requests',
    tag: 'For agents',
    summary: 'Ask the person',
    description:
      'Asks for the approval of a tool call, or asks a question, and answers once the person has. If that takes longer than ' +
      '20 seconds, the answer has the status `waiting`: send the same request again. What has the same `id` is not asked again. ' +
      'Tools that the person has approved for the whole conversation are approved at once. Run an approved call only if `hash` ' +
      'is the SHA-256 of its `[id, name, arguments]` as JSON without spaces.',
    body: agentRequestSchema,
    answer: { schema: agentRequestStateSchema, description: 'The request, and its answer if there is one.' },
  },
  {
    method: 'get',
    path: '/threads/{thread_id}/runs/{run_id}/mcp_servers/{server}/tools',
    tag: 'For agents',
    summary: 'List the tools of an MCP server',
    description: 'The server is started or reached when a run first uses it.',
    answer: { schema: serverToolListSchema, description: 'All tools of the server.' },
  },
  {
    method: 'post',
    path: '/threads/{thread_id}/runs/{run_id}/mcp_servers/{server}/calls',
    tag: 'For agents',
    summary: 'Call a tool of an MCP server',
    body: serverToolCallSchema,
    answer: { schema: serverToolOutputSchema, description: 'The output, or the error, as text for a model.' },
  },
  {
    method: 'get',
    path: '/threads/{thread_id}/runs/{run_id}/steps',
    tag: 'Runs',
    summary: 'List the steps of a run',
    query: includeQuerySchema.omit({ format: true }).extend(stepQuerySchema.shape),
    answer: { pageOf: runStepSchema, description: 'A page of the run’s steps.' },
  },
  {
    method: 'get',
    path: '/threads/{thread_id}/runs/{run_id}/steps/{step_id}',
    tag: 'Runs',
    summary: 'Retrieve a step of a run',
    query: includeQuerySchema
      .omit({ format: true })
      .extend(stepQuerySchema.pick({ include_thinking: true }).shape),
    answer: { schema: runStepSchema, description: 'The step.' },
  },
  {
    method: 'get',
    path: '/threads/{thread_id}/steps',
    tag: 'Runs',
    summary: 'List the tool calls, child runs and answered questions of a thread',
    description:
      'A step of the type `child_run` has the id of the run that an agent has started, and ends with it. ' +
      '`deltas` is the number of deltas of that run; null until it has ended. A step of the type `question` has the id of ' +
      'a question that the person has answered, with the answer in `content`; null if the person declined. A step of the ' +
      'type `thinking` has what a model was thinking when its run ended early, and is only listed with `include_thinking`.',
    query: stepQuerySchema,
    answer: {
      pageOf: runStepSchema,
      description:
        'A page of the steps of all its runs that call tools, run other agents, have asked questions or have only thinking.',
    },
  },
  {
    method: 'get',
    path: '/threads/{thread_id}/stream/{run_id}',
    tag: 'Streams',
    summary: 'Stream a run',
    description:
      'Any number of clients can read the stream, from its beginning, during the run and for some minutes after it. Each event is ' +
      '`{"event": name, "data": object}` and has an id, with which an EventSource reconnects: `thread.run.…` with the run, ' +
      '`thread.message.created`, `thread.message.delta` with the text that is added, `thread.message.completed` with the ' +
      'message, `hub.message.thinking` with what the model thinks, `hub.message.annotations` with web pages that a message ' +
      'cites, `thread.run.step.…` with tool calls and their outputs, `hub.run.child` with a run that the agent has started, ' +
      'whose events are only in its own stream, `hub.run.question` with a question that the person has answered, ' +
      '`hub.run.thinking` with what a model was thinking when the run ended early, and `hub.snapshot` with everything so ' +
      'far if the server no longer knows the id. The stream ends with the run; a request with the id of its last event ' +
      'gets 204. With `format=openai`, each event has its name in the `event` field and only the object as its data, and ' +
      'the stream ends with the event `done`.',
    query: streamQuerySchema,
    answer: { contentType: 'text/event-stream', description: 'The run’s events.' },
  },
  {
    method: 'get',
    path: '/events',
    tag: 'Streams',
    summary: 'Stream what happens to the account’s threads',
    description:
      'Each event is `{"event": name, "data": object}`: `hub.thread.changed` and `hub.thread.deleted` with the `thread_id`; ' +
      '`hub.run.began`, `hub.run.progress` and `hub.run.ended` with the `run_id` as well. Events have no ids: after a ' +
      'reconnect, a client has to fetch its lists again.',
    query: streamQuerySchema.pick({ keep_alive: true }),
    answer: { contentType: 'text/event-stream', description: 'The account’s events.' },
  },
];
