import { usd, type Case, type List, type Message } from './answers';
import { day, opening } from './billing-dispute';
import type { Speaker } from './desk-client';
import type { Story, Telling } from './telling';

const lead: Speaker = { person: 'nora.whitfield' };

/** Story 5: one matter in two mailboxes is one case; merging can be undone, and one case can become two. */
export const twoMails: Story = {
  number: 5,
  title: 'Two mails about one thing',
  words:
    'The same dispute comes by mail and from the portal. They become one case, and one matter of it a case of its own.',
  tell,
};

async function tell(telling: Telling): Promise<void> {
  const { desk, tag } = telling;
  const customer = `C-${tag}`;
  const [invoice, other] = [`INV-${tag}`, `INV-${tag}-2`];
  const email = `ap-${tag}@meridian-outdoor.example`;
  const path = (reference: string) => `/v1/inquiries/${reference}`;

  const [older, younger] = await telling.step(
    'file',
    'The customer writes, and an hour later asks again in the portal.',
    async () => {
      await desk.post('erp', '/v1/customers', {
        id: customer,
        name: `Meridian Outdoor Supply ${tag}`,
        legal_entity: 'halden-us',
        contacts: [{ name: 'Ruth Calloway', email, verified: true }],
      });
      for (const id of [invoice, other]) {
        const amount = usd('9000.00');
        await desk.post('erp', '/v1/invoices', { id, customer, issued_on: day(-10), due_on: day(20), amount });
      }
      const words = { subject: `Invoice ${invoice} is wrong`, body: `We dispute USD 900.00 of invoice ${invoice}.` };
      const mail = await desk.post<{ reference: string }>('erp', '/v1/inquiries', { ...words, requester: { email } });
      await opening(telling, mail.reference);
      const portal = await desk.post<{ reference: string }>({ customer }, '/v1/inquiries', words);
      await opening(telling, portal.reference);
      return [mail.reference, portal.reference] as const;
    },
  );

  await telling.step(
    'merge',
    'The lead merges the younger case into the older one, whose clocks count the whole wait.',
    async () => {
      await desk.refused(lead, `${path(older)}/merges`, { into: younger }, { status: 422, code: 'merge_into_older' });
      await desk.post(lead, `${path(younger)}/merges`, { into: older, reason: 'The same dispute, from the portal.' });
      const merged = await telling.inquiry(younger);
      await telling.check(merged.status === 'closed', `${younger} is closed, merged into ${older}`);
      await telling.until('the older case has taken it over', async () => {
        const { data } = await desk.get<List<{ type: string }>>(lead, `${path(older)}/timeline?limit=200`, {
          told: false,
        });
        return data.some(({ type }) => type === 'inquiry_absorbed') ? true : undefined;
      });
    },
  );

  await telling.step(
    'write',
    'The customer writes on the merged one. The owner of the older one reads it there.',
    async () => {
      await desk.post({ customer }, `${path(younger)}/messages`, { text: 'It is line 3 that we mean.' });
      await telling.until('the message is on the older case', async () => {
        const { data } = await desk.get<List<Message>>(lead, `${path(older)}/messages`, { told: false });
        return data.some(({ purpose }) => purpose === 'reply') ? true : undefined;
      });
      await telling.showCase(older);
    },
  );

  const before = await telling.inquiry(older);
  await telling.step('unmerge', 'It was a mistake: undone, both are as they were.', async () => {
    await desk.post(lead, `${path(younger)}/unmerges`, { reason: 'Two different deliveries after all.' });
    const again = await telling.showCase(younger);
    await telling.check(again.status !== 'closed' && again.due_at !== null, 'it is open again, and its clocks run on');
    await telling.until('the older case has let it go', async () => {
      const { sequence } = await telling.inquiry(older);
      return sequence > before.sequence ? true : undefined;
    });
  });

  await telling.step(
    'split',
    `A second matter in the older case, invoice ${other}, becomes a case of its own.`,
    async () => {
      const owner = (await telling.inquiry(older)).assignee?.id ?? 'nora.whitfield';
      await desk.post({ person: owner }, `${path(older)}/links`, { kind: 'invoice', id: other });
      await desk.post({ person: owner }, `${path(older)}/splits`, {
        category: 'billing_inquiry',
        text: `The customer also asks for the delivery note of invoice ${other}.`,
        links: [{ kind: 'invoice', id: other }],
      });
      const child = await telling.until('the new case is opened', async () => {
        const { data } = await desk.get<List<{ reference: string }>>(lead, `/v1/inquiries?customer=${customer}`, {
          told: false,
        });
        const found = data.find(({ reference }) => reference !== older && reference !== younger);
        if (!found) return undefined;
        const opened = await telling.inquiry(found.reference);
        return opened.sequence > 0 ? opened : undefined;
      });
      await telling.showCase(child.reference);
      const parent: Case = await telling.inquiry(older);
      await telling.check(
        child.links.some(({ id }) => id === other) && !parent.links.some(({ id }) => id === other),
        'the invoice went with it',
      );
      await telling.check(child.customer?.id === customer, 'the customer need not be identified again');
      for (const reference of [older, younger, child.reference]) await telling.checkWorkflow(reference);
    },
  );
}
