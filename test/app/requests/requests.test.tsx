import { screen, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { loadActivityList } from '../../../src/app/activity/lazy-activity-list.tsx';
import { loadRunRequests } from '../../../src/app/requests/lazy-run-requests.tsx';
import {
  answersRequired,
  type PersonRequest,
  type QuestionRequest,
} from '../../../src/protocol/person-request.ts';
import { Page } from '../support/render-app.tsx';
import { ScreenReader } from '../support/screen-reader.ts';
import { stepObject } from '../../protocol/wire-objects.ts';
import { RunScript } from '../activity/run-script.ts';

const HASH = 'a'.repeat(64);

function approval(index: number, name: string, args: string): PersonRequest {
  const call = { id: `call_${index + 1}`, type: 'function' as const, function: { name, arguments: args } };
  return { id: `req_${index}`, type: 'approval', step_id: 'step_a', index, tool_call: call, hash: HASH };
}

let page: Page;

beforeEach(async () => {
  await Promise.all([loadActivityList(), loadRunRequests()]);
  page = new Page();
  await page.open('/');
  await page.write('Is it dry in Athens?');
  await page.connect();
  await page.status('in_progress');
});

/** The run waits for the answers to these requests. */
async function wait(...requests: PersonRequest[]): Promise<void> {
  page.run.required_action = answersRequired(requests);
  await page.status('requires_action');
}

async function resume(): Promise<void> {
  page.run.required_action = null;
  await page.status('in_progress');
}

const card = (name: RegExp | string) => within(screen.getByRole('region', { name }));
const button = (name: string) => screen.getByRole('button', { name });
const sent = () => page.hub.posts(/\/answers$/).map(({ body }) => body?.['answers']);

describe('a tool call that needs an approval', () => {
  it('is shown with exactly its arguments, and in its row', async () => {
    await new RunScript(page).call();
    await wait(approval(0, 'weather', '{"city":"Athens"}'));
    expect(card('Allow weather to run?').getByLabelText('Arguments').textContent).toBe(
      '{\n  "city": "Athens"\n}',
    );
    expect(screen.getByRole('button', { name: /^weather.*Needs approval/ })).toBeVisible();
    expect(screen.getByRole('button', { name: /^clock.*Running/ })).toBeVisible();
  });

  it.each([
    ['Approve', { approve: true }],
    ['Always in this conversation', { approve: true, always: true }],
  ])('is approved with the hash of the call: %s', async (name, decision) => {
    await wait(approval(0, 'weather', '{}'));
    await page.user.click(button(name));
    expect(sent()).toEqual([[{ request_id: 'req_0', hash: HASH, ...decision }]]);
    await page.user.click(button(name)); // the answer is on its way
    expect(sent()).toHaveLength(1);
    await resume();
    expect(screen.queryByRole('region', { name: /^Allow/ })).toBeNull();
  });

  it('is denied with a reason, by keyboard', async () => {
    await wait(approval(0, 'weather', '{}'));
    button('Deny').focus();
    await page.user.keyboard('{Enter}');
    expect(screen.getByRole('textbox', { name: /^Reason/ })).toHaveFocus();
    await page.user.keyboard('too late{Enter}');
    expect(sent()).toEqual([[{ request_id: 'req_0', hash: HASH, approve: false, reason: 'too late' }]]);
  });

  it('leaves the focus in the message box', async () => {
    await wait(approval(0, 'weather', '{}'));
    await page.user.click(button('Approve'));
    expect(button('Approve')).toHaveFocus();
    await resume();
    expect(screen.getByRole('textbox', { name: 'Message' })).toHaveFocus();
  });

  it('can be approved after a look at the denial', async () => {
    await wait(approval(0, 'weather', '{}'));
    await page.user.click(button('Deny'));
    await page.user.click(button('Back'));
    await page.user.click(button('Approve'));
    expect(sent()).toMatchObject([[{ approve: true }]]);
  });

  it('stays until it is answered if the answer can’t be sent, and says why', async () => {
    await wait(approval(0, 'weather', '{}'));
    page.hub.down = true;
    await page.user.click(button('Approve'));
    expect(await card(/^Allow/).findByRole('alert')).toHaveTextContent('Can’t reach the server');
    page.hub.down = false;
    await page.user.click(button('Approve'));
    expect(sent()).toHaveLength(2);
    expect(card(/^Allow/).getByRole('alert')).toBeEmptyDOMElement();
  });

  it('is decided apart from others, and stays while others are decided', async () => {
    await wait(approval(0, 'weather', '{}'), approval(1, 'clock', '{}'));
    await page.user.click(card('Allow clock to run?').getByRole('button', { name: 'Approve' }));
    expect(sent()).toEqual([[{ request_id: 'req_1', hash: HASH, approve: true }]]);
    await wait(approval(0, 'weather', '{}'));
    expect(screen.getAllByRole('region', { name: /^Allow/ })).toHaveLength(1);
    expect(card(/^Allow/).getByRole('button', { name: 'Approve' })).toBeEnabled();
  });

  it('is announced to screen readers', async () => {
    const reader = new ScreenReader();
    await wait(approval(0, 'weather', '{}'));
    expect(reader.takeAnnouncements()).toEqual(['Streaming Example is waiting for your answer.']);
    await resume();
    expect(reader.takeAnnouncements()).toEqual(['Streaming Example is replying.']);
    reader.stop();
  });

  it('shows as denied afterwards', async () => {
    const script = new RunScript(page);
    await script.call();
    await wait(approval(0, 'weather', '{}'));
    await resume();
    await script.piece({ index: 0, function: { output: 'The person denied this call. Reason: no' } });
    expect(screen.getByRole('button', { name: /^weather.*Denied/ })).toBeVisible();
  });
});

describe('a question', () => {
  const question = (form: object): PersonRequest =>
    ({
      id: 'req_q',
      type: 'question',
      question: 'Where to?',
      form: { type: 'object', ...form },
    }) as PersonRequest;

  it('with choices is answered with one of them', async () => {
    await wait(
      question({
        properties: { answer: { type: 'string', enum: ['Athens', 'Delphi'] } },
        required: ['answer'],
      }),
    );
    const group = card('Where to?').getByRole('group', { name: 'Where to?' });
    await page.user.click(within(group).getByRole('radio', { name: 'Delphi' }));
    await page.user.click(button('Send answer'));
    expect(sent()).toEqual([[{ request_id: 'req_q', content: { answer: 'Delphi' } }]]);
  });

  it('with a form is answered with values of its types; what is left empty is left out', async () => {
    const properties = {
      day: { type: 'string', format: 'date', title: 'Day' },
      people: { type: 'integer', title: 'People', default: 2 },
      wishes: { type: 'string', title: 'Wishes', description: 'Anything' },
      walks: { type: 'boolean', title: 'We walk' },
    };
    await wait(question({ properties, required: ['day'] }));
    await page.user.type(screen.getByLabelText('Day'), '2026-12-01');
    await page.user.clear(screen.getByRole('spinbutton', { name: 'People' }));
    await page.user.type(screen.getByRole('spinbutton', { name: 'People' }), '3');
    await page.user.click(screen.getByRole('checkbox', { name: 'We walk' }));
    expect(screen.getByRole('textbox', { name: 'Wishes' })).toHaveAccessibleDescription('Anything');
    await page.user.click(button('Send answer'));
    expect(sent()).toEqual([
      [{ request_id: 'req_q', content: { day: '2026-12-01', people: 3, walks: true } }],
    ]);
  });

  it('stays in the conversation with its answer, also after a reload', async () => {
    const properties = {
      day: { type: 'string', title: 'Day' },
      wishes: { type: 'string' },
      walks: { type: 'boolean', title: 'We walk' },
    };
    const asked = question({ properties });
    await wait(asked);
    const { form } = asked as QuestionRequest;
    const answered = { question: 'Where to?', form, content: { day: 'Monday', walks: true } };
    const step = stepObject('req_q', 'completed', {
      object: 'thread.run.question',
      type: 'question',
      step_details: { type: 'question', question: answered },
      run_id: page.run.id,
      thread_id: page.run.thread_id,
      next_message_id: 'msg_a',
    });
    await page.event('hub.run.question', step);
    await resume();
    const log = () => screen.getByRole('log').textContent;
    expect(log()).toContain('Where to?Day: MondayWe walk: Yes');
    await page.message('msg_a', 'To Delphi.');
    page.hub.steps.push(step);
    await page.status('completed');
    expect(log()).toMatch(/Where to\?Day: MondayWe walk: Yes.*To Delphi\./);
    await page.open(location.pathname);
    const monday = await screen.findByText('Monday');
    expect(monday).toBeVisible();
    expect(monday.closest('[data-uncopied]'), 'it is copied with the conversation').toBeNull();
    expect(log()).toMatch(/Where to\?Day: MondayWe walk: Yes.*To Delphi\./);
  });

  it('can be declined', async () => {
    await wait(question({ properties: { answer: { type: 'string' } } }));
    await page.user.click(button('Don’t answer'));
    expect(sent()).toEqual([[{ request_id: 'req_q', content: null }]]);
  });
});
