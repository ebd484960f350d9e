import { describe, expect, it } from 'vitest';
import { fullName, initials, isolated, nameList, shortName } from './people';

const person = (name: string, email = '') => ({ name, email });

describe('shortName', () => {
  it.each([
    ['Alice Moreau', 'alice@contoso.com', 'Alice'],
    ['Tomás Aguilar', 'tomas.aguilar@contoso.com', 'Tomás'],
    ['Dr. Karl-Friedrich von Hohenstein', 'karl-friedrich@contoso.de', 'Karl-Friedrich'],
  ])('is the first name where the address agrees: %s', (name, email, short) => {
    expect(shortName(person(name, email))).toBe(short);
  });

  it.each([
    ['Executive Office', 'office@contoso.com'],
    ['佐藤 美咲', 'misaki@contoso.com'],
    ['Facilities', 'facilities@contoso.com'],
    ['Moreau, Alice', 'alice@contoso.com'],
  ])('is the whole name where it would be a guess: %s', (name, email) => {
    expect(shortName(person(name, email))).toBe(name);
  });

  it('falls back to the address, and never to nothing', () => {
    expect(shortName(person('', 'bob@contoso.com'))).toBe('bob@contoso.com');
    expect(fullName(person(' ', ' '))).toBe('unknown person');
  });
});

describe('initials', () => {
  it.each([
    ['Alice Moreau', 'AM'],
    ['Dr. Karl-Friedrich von Hohenstein', 'KH'],
    ['佐藤 美咲', '佐美'],
    ['ליאור כהן', 'לכ'],
    ['facilities', 'F'],
  ])('of %s are %s', (name, letters) => {
    expect(initials(person(name))).toBe(letters);
  });

  it('come from the address where there is no name', () => {
    expect(initials(person('', 'bob.nakamura@contoso.com'))).toBe('BN');
    expect(initials(person('', ''))).toBe('UP');
  });
});

describe('nameList', () => {
  const people = ['Ada', 'Ben', 'Cem', 'Dua', 'Eva'].map((name) => person(name));
  it('names some and counts the rest, but never "and 1 more"', () => {
    expect(nameList(people, 3)).toBe('Ada, Ben, Cem and 2 more');
    expect(nameList(people, 4)).toBe('Ada, Ben, Cem, Dua and Eva');
    expect(nameList(people.slice(0, 1), 4)).toBe('Ada');
  });

  it('keeps right-to-left names from turning the sentence', () => {
    expect(isolated('ליאור')).toBe('\u2068ליאור\u2069');
    expect(isolated('Alice')).toBe('Alice');
  });

  it.each([
    ['\u202eecilA', '\u2068\u202eecilA\u2069'],
    ['\u2067Alice', '\u2068\u2067Alice\u2069\u2069'],
    ['\u2069\u202eecilA', '\u2068\u202eecilA\u2069'],
    ['\u2068ליאור\u2069', '\u2068\u2068ליאור\u2069\u2069'],
  ])('ends with the text whatever turns in it: %j', (text, safe) => {
    expect(isolated(text)).toBe(safe);
  });
});
