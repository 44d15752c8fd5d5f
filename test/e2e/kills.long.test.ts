import { billingDispute } from '../../scripts/demo/billing-dispute';
import { delayedPosting } from '../../scripts/demo/delayed-posting';
import type { Story } from '../../scripts/demo/telling';
import { unpaidInvoice } from '../../scripts/demo/unpaid-invoice';
import { startRunningDesk, type Kept, type RunningDesk } from '../support/running-desk';
import { outcomes } from '../support/story-outcomes';
import { expectAllAtRest, inspect, outcomeOf, tellStory, untilEffectsAreDone } from '../support/told-stories';

// A desk for each: the supervisor waits longer and longer for a process that is killed again and again.
describe.each<Kept>(['api', 'worker', 'postgres', 'temporal'])('%s', (name) => {
  let desk: RunningDesk;

  beforeAll(async () => {
    desk = await startRunningDesk();
  }, 180_000);
  afterAll(() => desk?.remove(), 60_000);

  test.each<[string, Story, string[]]>([
    [billingDispute.title, billingDispute, ['file', 'dispute']],
    [delayedPosting.title, delayedPosting, ['identify', 'resolve']],
    [unpaidInvoice.title, unpaidInvoice, ['invoice', 'paid']],
  ])(
    'is killed twice in %s, which ends the same',
    async (_title, story, steps) => {
      let killed = false;
      const kill = async () => {
        if (killed) await desk.back(name);
        // A mail of which nobody can say whether it arrived is parked, as it must be; that is another story.
        await untilEffectsAreDone(desk);
        desk.kill(name);
        killed = true;
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
});
