import { expect, it } from 'vitest';
import { account } from '../../../tests/unit/people';
import type { Abilities } from '../host';
import { serverTable } from './abilities';

const table = (more: Partial<Abilities> = {}) =>
  Object.fromEntries(
    serverTable({ ...account('bob').abilities, ...more }).map(({ about, does, limit }) => [
      about,
      [does, limit],
    ]),
  );

it('says of each matter what this server does, and marks the limits', () => {
  const exchange = table({ by: 'server' });
  expect(exchange['Who tells the organizer']).toEqual(['The server, when Quorum asks it to', false]);
  expect(exchange['One day of a series']).toEqual(['Can be answered alone', false]);
  expect(Object.values(exchange).every(([, limit]) => limit === false)).toBe(true);

  const sogo = table({
    by: 'server_perhaps',
    silence: false,
    comment: 'never',
    oneOccurrence: false,
    occurrenceByMail: false,
  });
  expect(sogo['Who tells the organizer']).toEqual([
    'The server, if its administrator switched that on',
    true,
  ]);
  expect(sogo['Silent answers']).toEqual(['Not possible: telling is the server’s affair', true]);
  const grommunio = table({ by: 'server', silence: false });
  expect(grommunio['Who tells the organizer']).toEqual(['The server, in any case', true]);
  expect(sogo.Comment).toEqual(['Does not reach the organizer', true]);
  expect(sogo['One day of a series']).toEqual([
    'Not possible: this server would answer the whole series',
    true,
  ]);

  const zpush = table({ by: 'client', oneOccurrence: false, fromCalendar: false });
  expect(zpush['Who tells the organizer']?.[0]).toBe('Quorum, by a mail of its own');
  expect(zpush['One day of a series']?.[0]).toMatch(/^Only from an invitation of its own/);
  expect(zpush['Answer from the calendar']?.[0]).toBe('Only while the invitation is in the inbox');
});
