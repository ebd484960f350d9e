import { expect, it } from 'vitest';
import { repliesNote } from './replies';

it('says that SOGo may mail nobody, as long as it is left to it', () => {
  expect(repliesNote({ family: 'sogo', replies: 'auto' })).toContain('choose “Quorum always sends”');
  expect(repliesNote({ family: 'sogo', replies: 'client' })).not.toContain('SOGo');
  expect(repliesNote({ family: 'exchange', replies: 'auto' })).not.toContain('SOGo');
});
