import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { HostFailure, type FormattedText, type InvitationCard } from '$lib/host';
import { Announcer } from '$lib/app/announcer.svelte';
import { InvitationContent } from '$lib/invitations/content.svelte';
import { settled } from '../../../tests/unit/people';
import InvitationText from './InvitationText.svelte';

vi.mock('$lib/app/app.svelte', () => ({ getApp: () => ({ state: null }) }));

afterEach(cleanup);

const card = {
  body: '',
  bodyMissing: true,
  bodyCut: false,
  content: { join: null, formatted: true, attachments: [] },
} as unknown as InvitationCard;
const nothing: FormattedText = { html: '<p></p>', links: [], picturesLeftOut: 0, cut: false, join: null };

function shown(formattedText: () => Promise<FormattedText>) {
  const host = { formattedText, saveAttachment: vi.fn(), openLink: vi.fn() };
  const content = new InvitationContent(host, new Announcer(), () => ({
    account: 'bob',
    meeting: 'planning',
  }));
  render(InvitationText, { card, content });
}
const deed = () => screen.queryByRole('button', { name: /^Fetch/ });

describe('a text that is not here', () => {
  it('is told to be none once the server has been asked, with nothing left to press', async () => {
    let arrive: (text: FormattedText) => void = () => undefined;
    shown(() => new Promise((resolve) => (arrive = resolve)));
    deed()?.focus();
    await fireEvent.click(deed()!);
    expect([deed()?.textContent.trim(), deed()?.getAttribute('aria-busy')]).toEqual([
      'Fetching the text',
      'true',
    ]);
    arrive(nothing);
    await settled();
    await tick();
    const said = screen.getByText('This invitation has no text.');
    expect(deed()).toBeNull();
    expect(document.activeElement).toBe(said);
  });

  it('says what to do where the server cannot be reached', async () => {
    shown(() => Promise.reject(new HostFailure({ code: 'offline', message: '', detail: '' })));
    await fireEvent.click(deed()!);
    await settled();
    await tick();
    expect(screen.getByRole('alert').textContent).toContain('Fetch it once you are connected again.');
    expect(deed()?.textContent.trim()).toBe('Fetch the text from the server');
  });
});
