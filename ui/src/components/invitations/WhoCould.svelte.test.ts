import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { HostFailure, type FreeBusyDay, type PersonFreeBusy } from '$lib/host';
import WhoCould from './WhoCould.svelte';

function person(name: string, more: Partial<PersonFreeBusy> = {}): PersonFreeBusy {
  return {
    person: { name, email: `${name.toLowerCase()}@contoso.com` },
    part: 'required',
    status: 'none',
    slots: Array.from({ length: 48 }, () => 'free' as const),
    during: 'free',
    mayBeThis: false,
    unknown: null,
    ...more,
  };
}

function day(more: Partial<FreeBusyDay> = {}): FreeBusyDay {
  return {
    offered: true,
    start: '2026-11-30T23:00:00Z',
    slotMinutes: 30,
    meetingStart: '2026-12-01T17:00:00Z',
    meetingEnd: '2026-12-01T18:00:00Z',
    people: [
      person('Bob', { part: 'me' }),
      person('Carol', { during: 'away' }),
      person('Mallory', { slots: [], during: 'no_data', unknown: 'not_found' }),
    ],
    leftOut: 0,
    askedAt: '2026-12-01T09:00:00Z',
    ...more,
  };
}

afterEach(cleanup);

const head = () => screen.getByRole('button', { name: /^Who could come/ });

describe('WhoCould', () => {
  it('asks nobody until it is opened, and once then', async () => {
    const ask = vi.fn(async () => day());
    render(WhoCould, { meeting: 'planning', ask });
    expect(ask).not.toHaveBeenCalled();
    await fireEvent.click(head());
    expect(await screen.findByText('Away')).toBeTruthy();
    expect(screen.getByText('Not of this server')).toBeTruthy();
    expect(screen.getByText('1 of 2 could, 1 not known.')).toBeTruthy();
    await fireEvent.click(head());
    await fireEvent.click(head());
    expect(ask.mock.calls).toEqual([[false]]);
  });

  it('says that the server cannot be reached, and tries again when told to', async () => {
    const offline = new HostFailure({ code: 'offline', message: 'No network.', detail: '' });
    const ask = vi.fn<(anew: boolean) => Promise<FreeBusyDay>>().mockRejectedValueOnce(offline);
    ask.mockResolvedValue(day());
    render(WhoCould, { meeting: 'planning', ask });
    await fireEvent.click(head());
    expect(await screen.findByText(/other calendars cannot be seen now/)).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('Away')).toBeTruthy();
    expect(ask).toHaveBeenLastCalledWith(true);
  });

  it('says where a server tells of nobody, and shows my own day', async () => {
    const alone = day({ offered: false, people: [person('Bob', { part: 'me' })], askedAt: null });
    render(WhoCould, { meeting: 'planning', ask: async () => alone });
    await fireEvent.click(head());
    expect(await screen.findByText(/tells of nobody else’s calendar/)).toBeTruthy();
    expect(screen.getByText('You')).toBeTruthy();
  });

  it('does not show the answer about another meeting', async () => {
    let answer: (told: FreeBusyDay) => void = () => undefined;
    const ask = () => new Promise<FreeBusyDay>((resolve) => (answer = resolve));
    const { rerender } = render(WhoCould, { meeting: 'planning', ask });
    await fireEvent.click(head());
    await rerender({ meeting: 'review', ask });
    answer(day());
    await Promise.resolve();
    expect(head().getAttribute('aria-expanded')).toBe('false');
    await fireEvent.click(head());
    expect(screen.queryByText('Away')).toBeNull();
  });
});
