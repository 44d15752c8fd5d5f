import type { Case } from './answers';
import { clockOf, opening } from './billing-dispute';
import type { Speaker } from './desk-client';
import type { Story, Telling } from './telling';

const author: Speaker = { person: 'elin.hart' };
const publisher: Speaker = { person: 'marcus.bell' };

/** Story 6: the rules are data that two people change; running cases keep theirs until somebody moves them. */
export const changedPolicy: Story = {
  number: 6,
  title: 'Eight hours become four',
  words: 'One person writes a new policy, another publishes it. No running case is breached by it; new cases go by it.',
  tell,
};

interface Policy {
  version: string;
  hash: string;
  content: {
    serviceLevels: Rule[];
    routing: Record<string, { team: string }>;
    teams: Record<string, { lead: string }>;
  };
  findings?: { level: string; message: string; line: number }[];
}

interface Rule {
  category: string;
  urgency: string;
  clock: string;
  minutes: number;
  time: string;
}

async function tell(telling: Telling): Promise<void> {
  const { desk, tag } = telling;
  const version = `demo-${tag}`;
  const question = {
    subject: 'A question',
    body: 'Which address do we use for post?',
    requester: { email: `ask-${tag}@example.com` },
  };
  const path = (reference: string) => `/v1/inquiries/${reference}`;

  const before = await telling.step('today', 'A question comes in under the policy of today.', async () => {
    const filed = await desk.post<{ reference: string }>('erp', '/v1/inquiries', question);
    await opening(telling, filed.reference);
    return telling.showCase(filed.reference);
  });

  const newest = await desk.get<{ data: { version: string }[] }>(author, '/v1/policies', { told: false });
  const current = await desk.get<Policy>(author, `/v1/policies/${newest.data[0]?.version ?? ''}`, { told: false });
  const isOurs = ({ category, clock }: Rule): boolean => category === before.category && clock === 'resolution';
  const others = current.content.serviceLevels.filter((rule) => !isOurs(rule));
  const minutes = current.content.serviceLevels.find(isOurs)?.minutes === 240 ? 480 : 240;
  const content = {
    ...current.content,
    serviceLevels: [
      ...others,
      { category: before.category, urgency: '*', clock: 'resolution', minutes, time: 'elapsed' },
    ],
  };

  const draft = await telling.step(
    'draft',
    `The author writes version ${version}; a mistake is found before anybody is asked.`,
    async () => {
      const { general, ...rest } = content.routing;
      const wrong = { ...content, routing: { ...rest, general: { ...general, team: 'nobody' } } };
      await desk.refused(
        author,
        '/v1/policies',
        { version, content: wrong, reason: 'Questions within hours.' },
        { status: 400, code: 'invalid_request' },
      );
      return desk.post<Policy>(author, '/v1/policies', { version, content, reason: 'Questions within hours.' });
    },
  );

  await telling.step(
    'publish',
    'Nobody publishes what they wrote. A second person sees what it changes, and publishes it.',
    async () => {
      const publications = `/v1/policies/${version}/publications`;
      const body = { content_hash: draft.hash };
      await desk.refused(author, publications, body, { status: 403, code: 'forbidden' });
      const shown = await desk.post<{ differences: { words: string }[] }>(publisher, publications, {
        ...body,
        dry_run: true,
      });
      await telling.show(
        'what it changes',
        shown.differences.map(({ words }) => words),
      );
      await desk.post(publisher, publications, body);
    },
  );

  const after = await telling.step(
    'new',
    'The next question goes by the new policy, the first one by its own.',
    async () => {
      const filed = await desk.post<{ reference: string }>('erp', '/v1/inquiries', {
        ...question,
        subject: 'Another question',
      });
      const opened = await opening(telling, filed.reference);
      const hours = (found: Case) => clockOf(found, 'resolution')?.text ?? '';
      await telling.check(hours(opened).includes(`${minutes / 60} h`), `new: ${hours(opened)}`);
      const same = await telling.inquiry(before.reference);
      await telling.check(hours(same) === hours(before), `as before: ${hours(same)}`);
      return opened;
    },
  );

  await telling.step('migrate', 'A lead may move the first case, after seeing what that would change.', async () => {
    const lead: Speaker = { person: current.content.teams[before.team ?? '']?.lead ?? '' };
    const migrations = `${path(before.reference)}/policy-migrations`;
    const move = { version, reason: 'The customer was promised it.' };
    const preview = await desk.post<{ clocks: { name: string; after: { text: string } | null }[] }>(lead, migrations, {
      ...move,
      dry_run: true,
    });
    await telling.show(
      'what it would change',
      preview.clocks.map(({ name, after: then }) => `${name.replaceAll('_', ' ')}: ${then?.text ?? 'none'}`),
    );
    await desk.post(lead, migrations, move);
    const moved = await telling.showCase(before.reference);
    await telling.check(
      clockOf(moved, 'resolution')?.text.includes(`${minutes / 60} h`) === true,
      'it goes by the new policy',
    );
    for (const { reference } of [before, after]) await telling.checkWorkflow(reference);
  });
}
