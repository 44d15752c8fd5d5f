import { storeAwayFor } from '../../support/store-away';

test('the database is away for 10 seconds: blocked cases hold nobody up, and decide when it is back', async () => {
  await storeAwayFor(10);
}, 120_000);
