import { mergesAreUndone } from './merges';

test(
  '1,000 random stories: what is merged can be parted, and everything is held once',
  () => mergesAreUndone(1_000),
  120_000,
);
