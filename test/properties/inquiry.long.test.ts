import { casesKeepTheirPromises } from './inquiry-properties';

test('a million random cases keep every promise at every step', () => casesKeepTheirPromises(1_000_000), 6_000_000);
