import {
  accountSchema,
  accountTokenInputSchema,
  accountTokenSchema,
  newAccountTokenSchema,
} from '../../../protocol/account.ts';
import { pageQuerySchema } from '../../../protocol/page-query.ts';
import { signInSchema } from '../routes/account.ts';
import { deletedSchema, type Operation } from './operation.ts';

/** The account of a request, its tokens, and the sessions of browsers. */
export const ACCOUNT: readonly Operation[] = [
  {
    method: 'get',
    path: '/account',
    tag: 'Account',
    summary: 'Retrieve the account',
    answer: { schema: accountSchema, description: 'The account whose threads the client sees.' },
  },
  {
    method: 'post',
    path: '/account/token',
    tag: 'Account',
    summary: 'Create a token for another program',
    description: 'For browsers only.',
    body: accountTokenInputSchema,
    answer: { schema: newAccountTokenSchema, description: 'The token. It is shown only once.' },
  },
  {
    method: 'get',
    path: '/account/tokens',
    tag: 'Account',
    summary: 'List the tokens of the account',
    description: 'For browsers only.',
    query: pageQuerySchema,
    answer: { pageOf: accountTokenSchema, description: 'The tokens, without their secrets.' },
  },
  {
    method: 'delete',
    path: '/account/tokens/{token_id}',
    tag: 'Account',
    summary: 'Revoke a token',
    description: 'For browsers only.',
    answer: { schema: deletedSchema('account.token.deleted'), description: 'Confirms the revocation.' },
  },
  {
    method: 'post',
    path: '/session',
    tag: 'Account',
    summary: 'Sign a browser in',
    body: signInSchema,
    answer: { schema: accountSchema, description: 'The account. The answer sets a cookie.' },
    isPublic: true,
  },
  {
    method: 'delete',
    path: '/session',
    tag: 'Account',
    summary: 'Sign a browser out',
    answer: { nothing: true, description: 'The session has ended.' },
    isPublic: true,
  },
];
