import { mergesAreUndone } from './merges';

test(
  '50,000 random stories: what is merged can be parted, and everything is held once',
  () => mergesAreUndone(50_000),
  3_000_000,
);
