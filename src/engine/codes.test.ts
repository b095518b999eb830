import { expect, test } from 'vitest';
import { Random } from '../base/index.ts';
import { Codes } from './codes.ts';
import { ENGINE_BLOCK_ROWS } from './index.ts';

test('the next row that says something else is the one that a look at every row finds, in any block', () => {
  const random = new Random(1, 'codes');
  for (let round = 0; round < 3000; round += 1) {
    const codes = new Codes();
    const rare = 1 + random.below(40);
    for (let slot = 0; slot < ENGINE_BLOCK_ROWS; slot += 1)
      codes.bytes[slot] = random.below(3) > 0 ? 0 : random.below(rare) > 0 ? 3 : random.below(256);
    const block = ENGINE_BLOCK_ROWS * random.below(5);
    const from = random.below(ENGINE_BLOCK_ROWS);
    const end = from + random.below(ENGINE_BLOCK_ROWS - from + 1);
    for (const known of [-1, 3, 255]) {
      let row = from;
      let holds = 0;
      for (; row < end && (codes.bytes[row] === 0 || codes.bytes[row] === known); row += 1)
        if (codes.bytes[row] === 0) holds += 1;
      expect(codes.nextOther(known, block + from, block + end)).toBe(block + row);
      expect(codes.holdsPassed).toBe(holds);
    }
  }
});
