import { storeAwayFor } from '../../support/store-away';

test('the database is away for two minutes: blocked cases hold nobody up, and decide when it is back', async () => {
  await storeAwayFor(120, 100);
}, 400_000);
