import { everyChangedCharacterIsFound, everyTamperingIsFound, nothingIsFoundInWhatIsWhole } from './audit-properties';

test('10,000 random tamperings are found, the first bad entry named', () => everyTamperingIsFound(10_000), 600_000);

test('10,000 exports with one character changed are refused', () => everyChangedCharacterIsFound(10_000), 600_000);

test('10,000 exports that nobody touched are verified', () => nothingIsFoundInWhatIsWhole(10_000), 600_000);
