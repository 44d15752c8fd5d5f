import { billingDispute } from '../../scripts/demo/billing-dispute';
import { delayedPosting } from '../../scripts/demo/delayed-posting';
import type { Story } from '../../scripts/demo/telling';
import { unpaidInvoice } from '../../scripts/demo/unpaid-invoice';
import { startRunningDesk, type Kept, type RunningDesk } from '../support/running-desk';
import { outcomes } from '../support/story-outcomes';
import { expectAllAtRest, inspect, outcomeOf, tellStory, untilEffectsAreDone } from '../support/told-stories';

let desk: RunningDesk;

beforeAll(async () => {
  desk = await startRunningDesk();
}, 180_000);
afterAll(() => desk?.remove(), 60_000);

const stepsOf: [Story, string[]][] = [
  [billingDispute, ['file', 'dispute', 'propose', 'resolve', 'confirm']],
  [delayedPosting, ['file', 'ask', 'identify', 'approve', 'resolve']],
  [unpaidInvoice, ['invoice', 'reminder', 'paid']],
];
const kept: Kept[] = ['api', 'worker', 'postgres', 'temporal'];
const kills = kept.flatMap((name) => stepsOf.map(([story, steps]) => ({ name, story, title: story.title, steps })));

test.each(kills)(
  '$name is killed again and again: $title ends the same',
  async ({ name, story, steps }) => {
    let running = true;
    const kill = async () => {
      if (!running) await desk.back(name);
      // A mail of which nobody can say whether it arrived is parked, as it must be; that is another story.
      await untilEffectsAreDone(desk);
      desk.kill(name);
      running = false;
    };
    const { tag } = await tellStory(desk, story, Object.fromEntries(steps.map((step) => [step, kill])));
    await desk.back(name);
    const inside = await inspect(desk);
    try {
      await expectAllAtRest(inside);
      expect(await outcomeOf(inside, tag)).toEqual(outcomes[story.number]);
    } finally {
      await inside.close();
    }
  },
  300_000,
);
