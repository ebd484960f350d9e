import { describe, expect, it } from 'vitest';
import { settled } from '../../../tests/unit/people';
import { Resource } from './resource.svelte';

/** A question whose answers are given by hand, in any order. */
function asked() {
  const answers: { resolve: (value: string) => void; reject: (reason: unknown) => void }[] = [];
  const resource = new Resource<string>(
    () => new Promise((resolve, reject) => answers.push({ resolve, reject })),
  );
  return { resource, answers };
}

describe('a resource', () => {
  it('keeps the last good data when asking fails', async () => {
    const { resource, answers } = asked();
    void resource.load();
    answers[0]?.resolve('good');
    await settled();
    void resource.load();
    answers[1]?.reject(new Error('broken'));
    await settled();
    expect([resource.data, resource.failure?.code, resource.loading]).toEqual(['good', 'internal', false]);
  });

  it('drops an answer that a newer question overtook', async () => {
    const { resource, answers } = asked();
    void resource.load();
    void resource.load();
    answers[1]?.resolve('new');
    answers[0]?.resolve('old');
    await settled();
    expect(resource.data).toBe('new');
  });

  it('asks the same question at most once more while one is under way', async () => {
    const { resource, answers } = asked();
    void resource.load();
    void resource.refresh();
    void resource.refresh();
    answers[0]?.resolve('first');
    await settled();
    answers[1]?.resolve('second');
    await settled();
    expect([answers.length, resource.data, resource.loading]).toEqual([2, 'second', false]);
  });

  it('shows nothing of another mailbox', async () => {
    const { resource, answers } = asked();
    void resource.load();
    resource.clear();
    answers[0]?.resolve('Bob’s');
    await settled();
    expect(resource.data).toBeUndefined();
  });
});
