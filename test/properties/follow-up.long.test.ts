import { followUpsKeepTheirPromises } from './follow-up-properties';

test('150,000 random follow-ups never ask for too much, too often or twice', () => {
  followUpsKeepTheirPromises(150_000);
}, 6_000_000);
