import { flushSync } from 'svelte';
import { expect, it } from 'vitest';
import type { Receipt } from '$lib/host';
import { ActivityList } from './activityList.svelte';

function receipt(id: string, more: Partial<Receipt>): Receipt {
  return {
    id,
    decidedAt: '2020-01-01T09:00:00Z',
    lamps: {
      calendar: { state: 'confirmed', at: null },
      organizer: { state: 'told', by: 'server', reason: null, at: null },
    },
    trouble: null,
    ...more,
  } as Receipt;
}

const stuck = { trouble: { code: 'not_told', detail: '', retryAt: null } } as const;

function list() {
  const receipts = $state({ all: [receipt('one', stuck), receipt('two', stuck)] });
  const activity = new ActivityList(() => receipts.all);
  const solve = (id: string) => {
    receipts.all = receipts.all.map((one) => (one.id === id ? { ...one, trouble: null } : one));
    flushSync();
  };
  return { activity, solve };
}

const shown = (activity: ActivityList) =>
  activity.groups.map(({ key, receipts }) => [key, receipts.map((one) => one.id)]);

it('keeps a row that was acted on in its place, and lets it go when the person moves on', () => {
  const { activity, solve } = list();
  activity.pin('one', 'needs', 120);
  solve('one');
  expect(shown(activity)).toEqual([['needs', ['one', 'two']]]);
  expect(activity.heightOf('one')).toBe(120);

  activity.moveOn();
  expect(shown(activity)).toEqual([
    ['needs', ['two']],
    ['earlier', ['one']],
  ]);
});

it('counts what is true, also while a row is kept in its place', () => {
  const { activity, solve } = list();
  activity.pin('one', 'needs', 120);
  solve('one');
  expect(activity.counts).toEqual({ all: 2, needs: 1, waiting: 0 });
});

it('shows only what needs the person when they ask for that', () => {
  const { activity, solve } = list();
  solve('two');
  activity.filter = 'needs';
  expect(shown(activity)).toEqual([['needs', ['one']]]);
});
