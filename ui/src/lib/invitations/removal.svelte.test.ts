import { expect, it, vi } from 'vitest';
import { HostFailure, type Failure, type Removal } from '../host';
import { CancelledRemoval } from './removal.svelte';

const removal: Removal = { meeting: 'm', subject: 'Planning', part: 'meeting', told: false, before: false };
const offline: Failure = { code: 'offline', message: 'It is still in your calendar.', detail: '' };

it('removes once, however often it is clicked, and says so', async () => {
  let done: (removal: Removal) => void = () => undefined;
  const removeCancelled = vi.fn(() => new Promise<Removal>((resolve) => (done = resolve)));
  const said: string[] = [];
  const it = new CancelledRemoval({ removeCancelled }, (words) => said.push(words));
  const first = it.run('bob', 'm');
  expect(it.running).toBe(true);
  expect(await it.run('bob', 'm')).toBe(false);
  done(removal);
  expect(await first).toBe(true);
  expect(removeCancelled).toHaveBeenCalledTimes(1);
  expect(said).toEqual(['Removed from your calendar']);
  expect(it.running).toBe(false);
});

it('keeps what stopped it, until it is tried again', async () => {
  const removeCancelled = vi
    .fn<() => Promise<Removal>>()
    .mockRejectedValueOnce(new HostFailure(offline))
    .mockResolvedValueOnce({ ...removal, before: true });
  const said: string[] = [];
  const it = new CancelledRemoval({ removeCancelled }, (words) => said.push(words));
  expect(await it.run('bob', 'm')).toBe(false);
  expect(it.failure).toEqual(offline);
  expect(await it.run('bob', 'm')).toBe(true);
  expect(it.failure).toBeNull();
  expect(said).toEqual(['It was out of your calendar already']);
});
