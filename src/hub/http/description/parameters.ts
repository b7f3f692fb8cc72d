/**
 * The meaning of each parameter of a path, of a query and of a request's body. If a name has different meanings in
 * different bodies, the key begins with the name of the body's schema.
 */
export const PARAMETERS: Readonly<Record<string, string>> = {
  // Paths
  thread_id: 'The id of the thread.',
  message_id: 'The id of the message.',
  run_id: 'The id of the run.',
  step_id: 'The id of the step.',
  file_id: 'The id of the file.',
  assistant_id:
    'The id of an assistant, or of an agent: `namespace/name/version`, where the version may be `latest`.',
  server: 'The name of an MCP server that the metadata of the agent names.',
  model: 'The name of the model.',
  token_id: 'The id of the token, not the token itself.',
  // Lists
  limit: 'How many items a page has. More than 100 counts as 100.',
  order: 'By the time of creation: `asc` is oldest first, `desc` newest first.',
  after: 'The id of an item: the page begins with the one after it.',
  before: 'The id of an item: the page ends with the one before it.',
  search: 'Words that all occur in the title or in a message, in any order.',
  versions: 'Whether the call is about all versions of a conversation, or about one.',
  include_subthreads: 'Whether child threads count.',
  include_child_runs: 'Whether child threads count on which agents have run other agents.',
  include_thinking: 'Whether to include what the model thought before.',
  conversation:
    '`true`: instead of a page, the newest messages that fit into a request to a model, oldest first.',
  'include[]': 'For OpenAI’s clients: adds nothing, since no step searches files.',
  // Bodies
  messages: 'The first messages of the thread.',
  metadata: 'Up to 16 entries: names of up to 64 characters, values of up to 512.',
  role: 'The author: `user` or `assistant`.',
  content: 'The text, or a list of parts of the type `text`.',
  'ThreadMessageInput.run_id':
    'The run to which the message belongs, if the program that drives a delegated run adds it.',
  'AgentOutputs.message_id': 'The header `message_id` of the completion that calls the tools.',
  'ThreadMessageInput.message_id': 'The streamed message that the reply replaces.',
  'RunInput.model': 'The model to use instead of the agent’s own.',
  instructions: 'Instructions for the model, before all messages.',
  additional_instructions: 'Added to the instructions.',
  additional_messages: 'Messages that are added to the thread first.',
  truncation_strategy: 'How many of the newest messages are sent to the model; `auto`: as many as fit.',
  stream: '`true`: the answer is the run’s stream, as OpenAI’s clients read it.',
  delegate_execution: '`true`: the program that creates the run drives it, and not an agent of this server.',
  thread: 'The thread to create.',
  status: 'The new status, set by the agent of the run or the program that drives it.',
  last_error: 'Why the run has failed, with the status `failed`.',
  up_to_message_id: 'The last message of the copy.',
  before_message_id: 'The first message that is not copied.',
  as_version: '`true`: the copy is another version of the same conversation.',
  messages_to_copy: 'The ids of messages of the parent that are copied first.',
  new_messages: 'Messages to add after those.',
  name: 'A name for the token, such as that of the program that uses it.',
  'AssistantInput.name': 'The name of the assistant.',
  'AssistantUpdate.name': 'The name of the assistant.',
  'AssistantInput.description': 'What the assistant is for, as people read it.',
  'AssistantUpdate.description': 'What the assistant is for, as people read it.',
  tools: 'The functions that the model may call. The program that started the run executes them.',
  tool_choice:
    'Whether the model has to call a function, and which one. After its first calls, it no longer has to.',
  parallel_tool_calls: 'Whether the model may call several functions at once.',
  response_format: 'The form of the answer: `auto`, text, JSON, or JSON of a schema.',
  temperature: 'How random the answer is.',
  top_p: 'The model chooses from the likeliest tokens, whose probabilities add up to this.',
  reasoning_effort: 'How much the model thinks before it answers.',
  max_prompt_tokens:
    'How many tokens the requests of the run may have in all. A run that needs more is `incomplete`.',
  max_completion_tokens:
    'How many tokens the answers of the run may have in all. A run that needs more is `incomplete`.',
  include: 'For OpenAI’s clients: what it names does not exist here.',
  tool_resources: 'For OpenAI’s clients: must be empty.',
  attachments: 'For OpenAI’s clients: must be empty.',
  agent_env_vars:
    'For clients of the NEAR AI hub: has no effect, since an agent always has the variables of its metadata.',
  user_env_vars:
    'For clients of the NEAR AI hub: has no effect, since the operator of the server sets the variables of agents.',
  parent_run_id: 'For clients of the NEAR AI hub: the run that starts this one. It is saved in the metadata.',
  run_mode: 'For clients of the NEAR AI hub: must be 0.',
  schedule_at: 'For clients of the NEAR AI hub: must be null.',
  completed_at: 'For agents of the NEAR AI hub: has no effect, because `status` says that the run has ended.',
  required_action: 'For agents of the NEAR AI hub: has no effect, because `status` says what the run needs.',
  answers: 'Answers to requests that the run waits for. To approve a call, send its `hash`.',
  'AgentRequest.id': 'An id that the agent chooses: a new one for each request.',
  approval:
    'The call to approve: the `message_id` of its completion, which has the header `answers_calls: true`, and its id.',
  question: 'The question, and a form for the answer: the JSON schema of an object without nested objects.',
  tool: 'The name that the server gives the tool.',
  arguments: 'The arguments of the call.',
  tool_outputs: 'One output for each call that the run waits for.',
  'ThreadMessageInput.assistant_id': 'The author of a message with the role `assistant`.',
  filename: 'The name of the file, which can be a path.',
  'ThreadFileInput.content': 'The content of the file, in base64.',
  content_type: 'The media type of the content.',
  key: 'The key of a value. To read all values, leave it out.',
  value: 'The value, as JSON.',
  query: 'A message to that agent, added to its thread as the last one.',
  thread_mode: 'The thread on which it runs: the same, a copy, or a child.',
  callback: 'Whether the calling agent runs again, on that thread, after the other has ended.',
  'ChildRunInput.assistant_id': 'The id of the agent to run.',
  token: 'The token that the operator of this server gave you.',
  // Registry
  entry_location: 'The agent and its version.',
  path: 'The path of the file in the agent’s folder.',
  namespace: 'Only agents of this namespace.',
  category: 'Only entries of this category; all are `agent`.',
  tags: 'Only agents that have all of these tags, separated by commas.',
  total: 'How many entries to list at most.',
  offset: 'How many entries to skip.',
  show_hidden: 'Whether agents that are not offered to people are listed, too.',
  show_latest_version: '`false`: all versions of each agent, instead of the latest.',
  starred_by: 'Agents cannot be starred here: with this parameter the list is empty.',
  fork_of_name: 'Agents are not forked here: with this parameter the list is empty.',
  fork_of_namespace: 'Agents are not forked here: with this parameter the list is empty.',
  // Streams
  format:
    '`openai`: in the form that OpenAI’s clients read, in which a run whose agent waits for the person is `completed`. ' +
    'Left out: in the form that an EventSource reads.',
  last_event_id:
    'The id of the last event that the client has: the stream continues after it. The header `Last-Event-ID` takes precedence.',
  lastEventId: 'The same, for clients that cannot send headers. It takes precedence over `last_event_id`.',
  keep_alive: '`event`: while nothing happens, the stream sends keep-alive events instead of comments.',
};

/**
 * Returns the meaning of a parameter.
 * @param of the name of the schema that has the parameter as a property, if the schema has a name
 */
export function meaningOf(name: string, of?: string): string | undefined {
  return PARAMETERS[`${of}.${name}`] ?? PARAMETERS[name];
}
