// The main job, end to end, as one person after the other does it in the demo mailbox. The same steps run on the
// fixtures, on a loopback host and on the real engine.
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { picture } from './harness';
import {
  answerBar,
  assertFocused,
  attendee,
  button,
  go,
  lamps,
  lampWords,
  litLamps,
  openInvitation,
  row,
  switchMailbox,
} from './steps';

export const MEETING = 'Quarterly Planning';

interface Way {
  /** Name of the pictures that are kept. */
  name: string;
  /** Lets the undo seconds go by, where the clock is ours. */
  pass?: () => Promise<void>;
}

/** Demo start, Accept, Undo, Accept again, both lamps, the receipt, and Alice's grid. */
export async function demoJourney(page: Page, { name, pass }: Way): Promise<void> {
  await button(page, 'Try the demo mailbox').click();
  await openInvitation(page, MEETING);

  await button(page, 'Accept').click();
  assert.match(
    await lampWords(lamps(answerBar(page))),
    /^My calendar accepted, sends in \d+ s Alice told after that$/,
  );
  await assertFocused(button(answerBar(page), 'Undo'), 'after an answer the focus is at Undo');

  await button(answerBar(page), 'Undo').click();
  await button(page, 'Accept').waitFor();
  assert.doesNotMatch(
    await row(page, MEETING).innerText(),
    /Accepted/,
    'the invitation wants an answer again',
  );

  await button(page, 'Accept').click();
  await pass?.();
  await lamps(answerBar(page))
    .getByText(/^told /)
    .waitFor();
  await lamps(answerBar(page))
    .getByText(/^accepted \d/)
    .waitFor();
  assert.deepEqual(await litLamps(answerBar(page)), ['lit', 'lit']);
  await picture(page, `${name}.told`);

  await go(page, 'Activity');
  const receipt = page.getByRole('listitem').filter({ hasText: MEETING }).first();
  assert.match(await lampWords(lamps(receipt)), /^My calendar accepted \d.* Organizer told \d/);

  await switchMailbox(page, 'Alice');
  await go(page, 'My meetings');
  await page.getByRole('link', { name: MEETING, exact: true }).click();
  await page.getByRole('table', { name: 'Attendees' }).getByText('Bob').first().waitFor();
  const bob = await attendee(page, /^Bob\b/);
  assert.equal(bob.Answer, 'Accepted');
  assert.match(bob.Answered ?? '', /^today \d/);
  await picture(page, `${name}.grid`);
}
