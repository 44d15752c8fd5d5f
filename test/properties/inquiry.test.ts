import { casesKeepTheirPromises } from './inquiry-properties';

/** `inquiry.long.test.ts` plays a million. */
test('100,000 random cases keep every promise at every step', () => casesKeepTheirPromises(100_000), 600_000);
