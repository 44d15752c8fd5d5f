import { expectRushAccounted } from '../support/rush-accounts';
import { startReminderRush, type ReminderRush } from '../support/reminder-rush';

// Scenario 5: a thousand reminders at one instant, workers killed three times, the database restarted once.
describe.each([
  ['a mail server in good health', 0],
  ['a mail server that drops the connection after accepting one mail in a hundred', 100],
])('%s', (_health, dropEvery) => {
  const reminders = 1_000;
  let rush: ReminderRush;

  beforeAll(async () => {
    rush = await startReminderRush({ reminders, dropEvery, lead: 300_000 });
  }, 900_000);
  afterAll(() => rush?.stop(), 300_000);

  test('a thousand reminders go out once or are parked', async () => {
    await rush.desk.eventually(async () => (await rush.desk.now()) > rush.dueAt, 600);
    for (const share of [0.2, 0.4, 0.6]) {
      await rush.untilDelivered(reminders * share);
      await rush.killWorker();
      await rush.startWorker();
    }
    await rush.untilDelivered(reminders * 0.8);
    await rush.restartDatabase();
    await rush.untilSettled();
    await expectRushAccounted(rush);
  }, 1_200_000);
});
