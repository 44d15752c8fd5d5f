import { casesKeepTheirPromises } from '../inquiry-properties';

/** The stories of `inquiry.test.ts`, few and always the same, so that each changed rule is held against the same ones. */
test('three hundred cases keep every promise at every step', () => casesKeepTheirPromises(300, 4), 60_000);
