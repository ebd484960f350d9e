import { expect, it, vi } from 'vitest';
import { HostFailure, type Failure, type Host, type Removal } from '../host';
import { CardDeed, RECOVER, REMOVE } from './cardDeed.svelte';

const removal: Removal = { meeting: 'm', subject: 'Planning', part: 'meeting', told: false, before: false };
const offline: Failure = { code: 'offline', message: 'It is still in your calendar.', detail: '' };

/** A removal whose host is played, and what it announced. */
function removing(removeCancelled: () => Promise<Removal>) {
  const said: string[] = [];
  const host = { removeCancelled } as unknown as Host;
  return {
    said,
    deed: new CardDeed(
      () => REMOVE.run(host, 'bob', 'm'),
      (words) => said.push(words),
    ),
  };
}

it('is done once, however often it is clicked, and says so', async () => {
  let done: (removal: Removal) => void = () => undefined;
  const removeCancelled = vi.fn(() => new Promise<Removal>((resolve) => (done = resolve)));
  const { deed, said } = removing(removeCancelled);
  const first = deed.run();
  expect(deed.running).toBe(true);
  expect(await deed.run()).toBe(false);
  done(removal);
  expect(await first).toBe(true);
  expect(removeCancelled).toHaveBeenCalledTimes(1);
  expect(said).toEqual(['Removed from your calendar']);
  expect(deed.running).toBe(false);
});

it('keeps what stopped it, until it is tried again', async () => {
  const { deed, said } = removing(
    vi
      .fn<() => Promise<Removal>>()
      .mockRejectedValueOnce(new HostFailure(offline))
      .mockResolvedValueOnce({ ...removal, before: true }),
  );
  expect(await deed.run()).toBe(false);
  expect(deed.failure).toEqual(offline);
  expect(await deed.run()).toBe(true);
  expect(deed.failure).toBeNull();
  expect(said).toEqual(['It was out of your calendar already']);
});

it('names what failed: what is not cancelled any more stays', () => {
  expect(REMOVE.failed('not_cancelled')).toBe('This stays in your calendar.');
  expect(REMOVE.failed('offline')).toBe('It was not removed.');
  expect(RECOVER.failed('not_found')).toBe('It was not brought back.');
});
