import { cleanup, fireEvent, render } from '@testing-library/svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Attendee } from '$lib/host';
import Everyone from './Everyone.svelte';

vi.mock('$lib/app/app.svelte', () => ({ getApp: () => ({ announcer: {} }) }));

const invited = (many: number): Attendee[] =>
  Array.from({ length: many }, (_, index) => ({
    name: `Person ${index + 1}`,
    email: `person${index + 1}@contoso.com`,
    type: 'required',
    status: 'none',
    answeredAt: null,
    comment: null,
    proposal: null,
    dates: [],
    new: false,
    fromMailOnly: false,
    listed: true,
    unclear: null,
  }));

afterEach(cleanup);

// By selector: finding hundreds by role takes seconds.
const copies = () => document.querySelectorAll('[aria-label^="Copy person"]').length;
const rest = () => document.querySelector('.rest');
const more = () => fireEvent.click(rest()!.querySelector('button')!);
const words = () => rest()?.textContent.replace(/\s+/g, ' ').trim();

describe('Everyone', () => {
  it('has the address of each of hundreds to copy, some at a time', async () => {
    render(Everyone, { attendees: invited(401), outdated: false });
    expect([copies(), words()]).toEqual([200, 'Show 200 more 201 are not shown yet']);
    await more();
    expect([copies(), words()]).toEqual([400, 'Show the other 1']);
    await more();
    expect([copies(), words()]).toEqual([401, undefined]);
  });
});
