import { everyChangedCharacterIsFound, everyTamperingIsFound, nothingIsFoundInWhatIsWhole } from './audit-properties';

/** `audit.long.test.ts` does it ten thousand times. */
test('2,000 random tamperings are found, the first bad entry named', () => everyTamperingIsFound(2_000), 60_000);

test(
  '300 exports with one character changed, or cut off anywhere, are refused',
  () => everyChangedCharacterIsFound(300),
  60_000,
);

test('300 exports that nobody touched are verified', () => nothingIsFoundInWhatIsWhole(300), 60_000);
