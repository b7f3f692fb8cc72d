import { z } from 'zod';
import type { AgentFrame } from '../../agents/process/frames.ts';
import { formSchema } from '../../protocol/form.ts';
import { MAX_TEXT_LENGTH } from '../../protocol/max-text-length.ts';
import { MAX_QUESTION_LENGTH } from '../../protocol/person-request.ts';
import { MAX_OUTPUTS_LENGTH, MAX_TOOL_CALLS } from '../../protocol/tool-call-limits.ts';
import { parseBoundedJson } from '../limits/bounded-json.ts';

const id = z.int().nonnegative();
const place = z
  .int()
  .min(0)
  .max(MAX_TOOL_CALLS - 1);

/** The provider checks the fields of messages other than the role, and the host checks the tools and the format. */
const completionFields = {
  id,
  messages: z.array(z.looseObject({ role: z.string() })),
  options: z.object({
    model: z.string().optional(),
    maxTokens: z.number().optional(),
    temperature: z.number().optional(),
    tools: z.unknown().optional(),
    toolChoice: z.unknown().optional(),
    parallelToolCalls: z.boolean().optional(),
    responseFormat: z.unknown().optional(),
    answersCalls: z.boolean().optional(),
  }),
};

const agentFrameSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('compiled'), compiled: z.record(z.string(), z.string()) }),
  z.object({ type: z.literal('begin') }),
  z.object({ type: z.literal('stream'), ...completionFields }),
  z.object({ type: z.literal('complete'), ...completionFields }),
  z.object({ type: z.literal('list'), id }),
  // The host checks the agent and the options.
  z.object({ type: z.literal('run'), id, agentId: z.string(), options: z.looseObject({}) }),
  z.object({ type: z.literal('replies'), id, runId: z.string() }),
  z.object({ type: z.literal('output'), of: id, place, output: z.string().max(MAX_OUTPUTS_LENGTH) }),
  z.object({ type: z.literal('approve'), id, of: id, place }),
  z.object({
    type: z.literal('ask'),
    id,
    question: z.string().min(1).max(MAX_QUESTION_LENGTH),
    form: formSchema,
  }),
  z.object({
    type: z.literal('tools'),
    id,
    chosen: z.record(z.string(), z.union([z.literal('all'), z.array(z.string())])).nullable(),
  }),
  z.object({
    type: z.literal('call'),
    id,
    server: z.string(),
    tool: z.string(),
    args: z.record(z.string(), z.unknown()),
  }),
  z.object({ type: z.literal('open'), id }),
  z.object({
    type: z.literal('write'),
    id,
    piece: z.object({ kind: z.enum(['text', 'thinking']), value: z.string().min(1).max(MAX_TEXT_LENGTH) }),
  }),
  z.object({ type: z.literal('close'), id }),
  z.object({ type: z.literal('reply'), text: z.string().max(MAX_TEXT_LENGTH + 1), of: id.nullable() }),
  z.object({ type: z.literal('input') }),
  z.object({ type: z.literal('returned') }),
  z.object({
    type: z.literal('threw'),
    error: z.object({
      name: z.string(),
      message: z.string(),
      code: z.string().optional(),
      reason: z.string().optional(),
    }),
    isFromHub: z.boolean(),
    place: z.string().nullable(),
  }),
]);

/**
 * Parses a line from the process of an agent. The line may contain anything, because the agent's code can write to the
 * channel.
 * @throws Error that says what is wrong with the line
 */
export function parseAgentFrame(line: string): AgentFrame {
  let value: unknown;
  try {
    value = parseBoundedJson(line);
  } catch {
    throw new Error('a line that is not JSON within its bounds');
  }
  const parsed = agentFrameSchema.safeParse(value);
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!;
    throw new Error(`${path.join('.') || 'a frame'}: ${message}`);
  }
  return parsed.data as AgentFrame;
}
