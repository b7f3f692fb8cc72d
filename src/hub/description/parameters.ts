/** What each parameter of a path, of a query, and of a request’s body means. Of those that mean two things, the body’s name goes before. */
export const PARAMETERS: Readonly<Record<string, string>> = {
  // Paths
  thread_id: 'The id of the thread.',
  message_id: 'The id of the message.',
  run_id: 'The id of the run.',
  step_id: 'The id of the step.',
  file_id: 'The id of the file.',
  assistant_id:
    'The id of an assistant, or of an agent: `namespace/name/version`, where the version may be `latest`.',
  model: 'The name of the model.',
  token_id: 'The id of the token, not the token itself.',
  // Lists
  limit: 'How many items a page has: 100 at most, also where more are asked for.',
  order: 'By the time of creation: `asc` is oldest first, `desc` newest first.',
  after: 'The id of an item: the page begins with the one after it.',
  before: 'The id of an item: the page ends with the one before it.',
  search: 'Words that all occur in the title or in a message, in any order.',
  versions: 'Whether all versions of a conversation are meant, or one.',
  include_subthreads: 'Whether child threads count.',
  conversation:
    '`true`: instead of a page, the newest messages as far as a model is sent them, oldest first.',
  'include[]': 'For OpenAI’s clients: adds nothing, since no step searches files.',
  // Bodies
  messages: 'The messages that the thread begins with.',
  metadata: 'Up to 16 entries: names of up to 64 characters, values of up to 512.',
  role: 'Who says it: `user` or `assistant`.',
  content: 'The text, or a list of parts of the type `text`.',
  'ThreadMessageInput.run_id': 'The run that the message is a reply of, for whoever drives that run.',
  'ThreadMessageInput.message_id': 'The streamed message that the reply takes the place of.',
  'RunInput.model': 'The model to use instead of the agent’s own.',
  instructions: 'Instructions for the model, before all messages.',
  additional_instructions: 'Added to the instructions.',
  additional_messages: 'Messages that are added to the thread first.',
  truncation_strategy: 'How many of the newest messages the model is sent; `auto`: as many as fit.',
  stream: '`true`: the answer is the run’s stream, as OpenAI’s clients read it.',
  delegate_execution: '`true`: the run is driven by whoever created it, and not by an agent of this server.',
  thread: 'The thread to create.',
  status: 'How the run stands now, for whoever drives it.',
  last_error: 'Why the run has failed, with the status `failed`.',
  up_to_message_id: 'The last message that the copy has.',
  before_message_id: 'The first message that the copy does not have.',
  as_version: '`true`: the copy is another version of the same conversation.',
  messages_to_copy: 'The ids of messages of the parent to begin with.',
  new_messages: 'Messages to add after those.',
  name: 'What the token is called, such as the name of the program that uses it.',
  'AssistantInput.name': 'What the assistant is called.',
  'AssistantUpdate.name': 'What the assistant is called.',
  'AssistantInput.description': 'What the assistant is for, for people.',
  'AssistantUpdate.description': 'What the assistant is for, for people.',
  tools: 'The functions that the model may call. Whoever started the run executes them.',
  tool_choice:
    'Whether the model has to call a function, and which. Once it has called some, it is free to answer.',
  parallel_tool_calls: 'Whether the model may call several functions at once.',
  response_format: 'The form of the answer: `auto`, text, JSON, or JSON of a schema.',
  temperature: 'How random the answer is.',
  top_p: 'The share of the likeliest tokens that the model chooses from.',
  reasoning_effort: 'How much the model thinks before it answers.',
  max_prompt_tokens:
    'How many tokens the requests of the run may have in all. A run that needs more is `incomplete`.',
  max_completion_tokens:
    'How many tokens the answers of the run may have in all. A run that needs more is `incomplete`.',
  include: 'For OpenAI’s clients: what it names does not exist here.',
  tool_resources: 'For OpenAI’s clients: must be empty.',
  attachments: 'For OpenAI’s clients: must be empty.',
  agent_env_vars: 'For clients of the NEAR AI hub: an agent has the variables of its own metadata anyway.',
  user_env_vars: 'For clients of the NEAR AI hub: whoever runs the server sets the variables of agents.',
  parent_run_id: 'For clients of the NEAR AI hub: the run that starts this one. It is kept in the metadata.',
  run_mode: 'For clients of the NEAR AI hub: must be 0.',
  schedule_at: 'For clients of the NEAR AI hub: must be null.',
  completed_at: 'For agents of the NEAR AI hub: the status says the same.',
  required_action: 'For agents of the NEAR AI hub: the status says the same.',
  tool_outputs: 'An output for each call that the run waits for.',
  'ThreadMessageInput.assistant_id': 'Who wrote it, for a message with the role `assistant`.',
  filename: 'The name of the file, which can be a path.',
  'ThreadFileInput.content': 'What the file holds, in base64.',
  content_type: 'The media type of what it holds.',
  key: 'The key of a value; left out, all values are meant.',
  value: 'The value, as JSON.',
  query: 'What that agent is asked, if it is not only what the thread says.',
  thread_mode: 'The thread that it runs on: the same, a copy, or a child.',
  callback: 'Whether the agent that asks runs again once the other has ended.',
  'ChildRunInput.assistant_id': 'The id of the agent to run.',
  token: 'The token that this server was given for you.',
  // Registry
  entry_location: 'Which agent, and which version of it.',
  path: 'The path of the file in the agent’s folder.',
  namespace: 'Only agents of this namespace.',
  category: 'Only entries of this category; all are `agent`.',
  tags: 'Only agents that have all of these tags, separated by commas.',
  total: 'How many entries to list at most.',
  offset: 'How many entries to pass over.',
  show_hidden: 'Whether agents are listed that are not offered to people.',
  show_latest_version: '`false`: all versions of an agent, and not its latest alone.',
  starred_by: 'Nobody can star an agent here: with this the list is empty.',
  fork_of_name: 'No agent is a fork here: with this the list is empty.',
  fork_of_namespace: 'No agent is a fork of one here: with this the list is empty.',
  // Streams
  format:
    '`openai`: as OpenAI’s clients read it. Left out: as an EventSource does. They have a run completed whose agent waits for the person.',
  last_event_id:
    'The id of the last event that the client has: the stream goes on after it. The `Last-Event-ID` header goes before.',
  lastEventId: 'The same, as clients send it that cannot send headers. It goes before `last_event_id`.',
  keep_alive: '`event`: while the stream is quiet there are events, and not only comments.',
};

/**
 * What a parameter means.
 * @param of the name of the schema that it is of, if it is of one
 */
export function meaningOf(name: string, of?: string): string | undefined {
  return PARAMETERS[`${of}.${name}`] ?? PARAMETERS[name];
}
