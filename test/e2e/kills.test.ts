import { billingDispute } from '../../scripts/demo/billing-dispute';
import { delayedPosting } from '../../scripts/demo/delayed-posting';
import type { Story } from '../../scripts/demo/telling';
import { unpaidInvoice } from '../../scripts/demo/unpaid-invoice';
import { startRunningDesk, type Kept, type RunningDesk } from '../support/running-desk';
import { outcomes } from '../support/story-outcomes';
import { expectAllAtRest, inspect, outcomeOf, tellStory } from '../support/told-stories';

let desk: RunningDesk;

beforeAll(async () => {
  desk = await startRunningDesk();
}, 180_000);
afterAll(() => desk?.remove(), 60_000);

/** Milliseconds into a step: its first command is on its way. */
const midway = 15;

test.each<[Kept, Story, string]>([
  ['api', billingDispute, 'approve'],
  ['worker', delayedPosting, 'approve'],
  ['postgres', billingDispute, 'approve'],
  ['temporal', unpaidInvoice, 'reminder'],
])(
  '%s is killed in the middle, and the story ends the same',
  async (name, story, step) => {
    const kill = () => setTimeout(() => desk.kill(name), midway);
    const { tag } = await tellStory(desk, story, { [step]: kill });
    await desk.back(name);
    const inside = await inspect(desk);
    try {
      await expectAllAtRest(inside);
      expect(await outcomeOf(inside, tag)).toEqual(outcomes[story.number]);
    } finally {
      await inside.close();
    }
  },
  150_000,
);
