import { z } from 'zod';
import { pageSchema } from '../../../protocol/page.ts';
import { messageSchema } from '../../../protocol/message.ts';
import { messageUpdateSchema, threadMessageInputSchema } from '../../../protocol/message-input.ts';
import { threadSchema, versionListSchema } from '../../../protocol/thread.ts';
import {
  forkInputSchema,
  subthreadInputSchema,
  threadInputSchema,
  threadUpdateSchema,
  versionsQuerySchema,
} from '../../../protocol/thread-input.ts';
import {
  threadFileInputSchema,
  threadFileListSchema,
  threadFileSchema,
} from '../../../protocol/thread-file.ts';
import { messageQuerySchema } from '../routes/messages.ts';
import { threadListQuerySchema } from '../routes/threads.ts';
import { deletedSchema, type Operation } from './operation.ts';

const threadsDeletedSchema = z.object({
  object: z.literal('thread.list.deleted'),
  deleted: z.number().int(),
});

/** Threads, their messages and their files. */
export const CONVERSATIONS: readonly Operation[] = [
  {
    method: 'post',
    path: '/threads',
    tag: 'Conversations',
    summary: 'Create a thread',
    body: threadInputSchema,
    answer: { schema: threadSchema, description: 'The thread.' },
  },
  {
    method: 'get',
    path: '/threads',
    tag: 'Conversations',
    summary: 'List or search threads',
    description:
      'By latest activity, newest first. With `include_subthreads=false` in the query the answer is a bare array instead of a ' +
      'page, of at most 400 threads unless `limit` is sent, as the NEAR AI hub answered.',
    query: threadListQuerySchema,
    answer: {
      schema: z.union([pageSchema(threadSchema), z.array(threadSchema)]),
      description: 'A page of the account’s threads, or an array of them.',
    },
  },
  {
    method: 'delete',
    path: '/threads',
    tag: 'Conversations',
    summary: 'Delete all threads of the account',
    description: 'Their runs are cancelled.',
    answer: {
      schema: threadsDeletedSchema,
      description: 'The number of threads that were deleted. Child threads are not counted.',
    },
  },
  {
    method: 'get',
    path: '/threads/{thread_id}',
    tag: 'Conversations',
    summary: 'Retrieve a thread',
    answer: { schema: threadSchema, description: 'The thread.' },
  },
  {
    method: 'post',
    path: '/threads/{thread_id}',
    tag: 'Conversations',
    summary: 'Change the metadata of a thread',
    description: 'The entry `topic` is its title.',
    query: versionsQuerySchema,
    body: threadUpdateSchema,
    answer: { schema: threadSchema, description: 'The thread.' },
  },
  {
    method: 'delete',
    path: '/threads/{thread_id}',
    tag: 'Conversations',
    summary: 'Delete a thread',
    description: 'Its runs are cancelled, and its children are deleted.',
    query: versionsQuerySchema,
    answer: { schema: deletedSchema('thread.deleted'), description: 'Confirms the deletion.' },
  },
  {
    method: 'get',
    path: '/threads/{thread_id}/versions',
    tag: 'Conversations',
    summary: 'List the messages that have other versions',
    answer: { schema: versionListSchema, description: 'Those messages, in the order of the conversation.' },
  },
  {
    method: 'post',
    path: '/threads/{thread_id}/fork',
    tag: 'Conversations',
    summary: 'Copy a thread',
    description: 'Without `up_to_message_id` and `before_message_id` all messages are copied.',
    body: forkInputSchema,
    answer: { schema: threadSchema, description: 'The copy.' },
  },
  {
    method: 'post',
    path: '/threads/{thread_id}/subthread',
    tag: 'Conversations',
    summary: 'Create a child of a thread',
    description:
      'A run on a child does not stream; the messages of a child are listed with those of its parent.',
    body: subthreadInputSchema,
    answer: { schema: threadSchema, description: 'The child.' },
  },
  {
    method: 'get',
    path: '/threads/{thread_id}/messages',
    tag: 'Messages',
    summary: 'List messages',
    query: messageQuerySchema,
    answer: { pageOf: messageSchema, description: 'A page of the thread’s messages.' },
  },
  {
    method: 'post',
    path: '/threads/{thread_id}/messages',
    tag: 'Messages',
    summary: 'Add a message',
    description:
      'With `run_id`, the message is a reply of that run. Only its agent, or the program that drives a delegated run, can add one. ' +
      'That program can also add the person’s next message, with the role `user`.',
    body: threadMessageInputSchema,
    answer: { schema: messageSchema, description: 'The message.' },
  },
  {
    method: 'get',
    path: '/threads/{thread_id}/messages/{message_id}',
    tag: 'Messages',
    summary: 'Retrieve a message',
    query: messageQuerySchema.pick({ include_thinking: true }),
    answer: { schema: messageSchema, description: 'The message.' },
  },
  {
    method: 'post',
    path: '/threads/{thread_id}/messages/{message_id}',
    tag: 'Messages',
    summary: 'Change the metadata of a message',
    body: messageUpdateSchema,
    answer: { schema: messageSchema, description: 'The message.' },
  },
  {
    method: 'delete',
    path: '/threads/{thread_id}/messages/{message_id}',
    tag: 'Messages',
    summary: 'Delete a message',
    answer: { schema: deletedSchema('thread.message.deleted'), description: 'Confirms the deletion.' },
  },
  {
    method: 'get',
    path: '/threads/{thread_id}/files',
    tag: 'Files',
    summary: 'List files',
    answer: { schema: threadFileListSchema, description: 'The files, newest first.' },
  },
  {
    method: 'post',
    path: '/threads/{thread_id}/files',
    tag: 'Files',
    summary: 'Add a file',
    description: 'Agents read the newest of the files that have the same name.',
    body: threadFileInputSchema,
    answer: { schema: threadFileSchema, description: 'The file.' },
  },
  {
    method: 'get',
    path: '/threads/{thread_id}/files/{file_id}',
    tag: 'Files',
    summary: 'Retrieve a file',
    answer: { schema: threadFileSchema, description: 'The file.' },
  },
  {
    method: 'get',
    path: '/threads/{thread_id}/files/{file_id}/content',
    tag: 'Files',
    summary: 'Download a file',
    answer: {
      contentType: 'application/octet-stream',
      description: 'The content of the file, with its own content type.',
    },
  },
];
