import { beforeEach, describe, expect, it } from 'vitest';
import { parse, Router, to } from './route.svelte';

beforeEach(() => {
  location.hash = '';
});

describe('a place', () => {
  it('is a hash and back, whatever an id holds', () => {
    for (const id of ['planning', 'a/b c', 'ü?#'])
      expect(parse(to('invitations', id))).toEqual({ place: 'invitations', id });
    expect(to('calendar')).toBe('#/calendar');
  });

  it('that is not known is Invitations', () => {
    expect(parse('')).toEqual({ place: 'invitations', id: null });
    expect(parse('#/nowhere/1')).toEqual({ place: 'invitations', id: null });
    expect(parse('#/meetings/%E0%A4%A')).toEqual({ place: 'meetings', id: null });
  });
});

describe('the router', () => {
  it('goes there at once', () => {
    const router = new Router();
    router.go('meetings', 'planning');
    expect([router.place, router.id, location.hash]).toEqual(['meetings', 'planning', '#/meetings/planning']);
  });

  it('follows links and the way back', () => {
    const router = new Router();
    location.hash = to('activity');
    window.dispatchEvent(new HashChangeEvent('hashchange'));
    expect(router.place).toBe('activity');
  });
});
