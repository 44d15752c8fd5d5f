import { expectRushAccounted } from '../support/rush-accounts';
import { startReminderRush, type ReminderRush } from '../support/reminder-rush';

let rush: ReminderRush;
const reminders = 60;

beforeAll(async () => {
  rush = await startReminderRush({ reminders, dropEvery: 20, lead: 20_000 });
}, 180_000);
afterAll(() => rush?.stop(), 60_000);

// Scenario 5 with few reminders; the thousand are in reminder-rush.long.test.ts.
test('reminders due at one instant go out once or are parked, through an outage, crashes and dropped connections', async () => {
  // The first worker is away when they come due: the outage is caught up with once.
  await rush.killWorker();
  await rush.desk.eventually(async () => (await rush.desk.now()) > rush.dueAt, 120);
  expect(rush.delivered()).toEqual([]);

  await rush.startWorker();
  await rush.untilDelivered(reminders / 4);
  await rush.killWorker();
  await rush.startWorker();
  await rush.untilDelivered(reminders / 2);
  await rush.killWorker();
  await rush.startWorker();
  await rush.restartDatabase();

  await rush.untilSettled();
  await expectRushAccounted(rush);
}, 240_000);
