import { beforeEach, describe, expect, it, vi } from 'vitest';
import { HostFailure, type AttachmentRow, type Failure, type FormattedText } from '$lib/host';
import { Announcer } from '../app/announcer.svelte';
import { fileSize, InvitationContent, missingInWords, whyNotHere } from './content.svelte';

const text: FormattedText = { html: '<p>x</p>', links: [], picturesLeftOut: 0, cut: false, join: null };
const agenda: AttachmentRow = { id: 'agenda', name: 'Agenda.pdf', size: 10, tooLarge: false };
const failed = (code: Failure['code'], message = '') => new HostFailure({ code, message, detail: '' });

const host = { formattedText: vi.fn(), saveAttachment: vi.fn(), openLink: vi.fn() };
let announcer: Announcer;
let content: InvitationContent;

beforeEach(() => {
  vi.resetAllMocks();
  announcer = new Announcer();
  content = new InvitationContent(host, announcer, () => ({ account: 'bob', meeting: 'planning' }));
});

it('asks for the formatted text once, and goes back and forth after that', async () => {
  host.formattedText.mockResolvedValue(text);
  await content.showFormatted();
  expect([content.formatted, content.text]).toEqual([true, text]);
  expect(announcer.text).toBe('Showing the formatted text');
  content.showPlain();
  await content.showFormatted();
  expect(content.formatted).toBe(true);
  expect(host.formattedText.mock.calls).toEqual([['bob', 'planning']]);
});

it('keeps the plain text where the formatted one does not come, and can be asked again', async () => {
  host.formattedText.mockRejectedValueOnce(failed('offline'));
  await content.showFormatted();
  expect([content.formatted, content.fetching, content.failure?.code]).toEqual([false, false, 'offline']);
  host.formattedText.mockResolvedValue(text);
  await content.showFormatted();
  expect([content.formatted, content.failure]).toEqual([true, null]);
});

describe('a text of which nothing is here', () => {
  it('is asked for at the server, and shown', async () => {
    host.formattedText.mockResolvedValue(text);
    const fetched = content.fetchMissing();
    expect(content.fetching).toBe(true);
    await fetched;
    expect([content.fetching, content.formatted, content.absent]).toEqual([false, true, null]);
    expect(host.formattedText.mock.calls).toEqual([['bob', 'planning']]);
  });

  it.each([
    ['', 'no words'],
    ['<div><p>\u00a0&nbsp;<br></p></div>', 'nothing but elements'],
  ])('is told to be none where the server’s has no words: %j (%s)', async (html) => {
    host.formattedText.mockResolvedValue({ ...text, html });
    await content.fetchMissing();
    expect([content.formatted, content.absent]).toEqual([false, 'This invitation has no text.']);
    expect(announcer.text).toBe('This invitation has no text.');
  });

  it('is shown where it is a picture, or more than came', async () => {
    for (const more of [
      { picturesLeftOut: 1 },
      { cut: true },
      { html: '<img src="data:image/png;base64,">' },
    ]) {
      content = new InvitationContent(host, announcer, () => ({ account: 'bob', meeting: 'planning' }));
      host.formattedText.mockResolvedValue({ ...text, html: '', ...more });
      await content.fetchMissing();
      expect(content.absent).toBeNull();
    }
  });

  it('is nowhere where the server has none, and stays to be asked for where it could not be reached', async () => {
    host.formattedText.mockRejectedValueOnce(failed('offline'));
    await content.fetchMissing();
    expect([content.failure?.code, content.absent]).toEqual(['offline', null]);
    expect(whyNotHere(failed('offline').failure, 'words').meaning).toBe(
      'The text is only there. Fetch it once you are connected again.',
    );
    host.formattedText.mockRejectedValueOnce(failed('not_found'));
    await content.fetchMissing();
    expect([content.failure, content.absent]).toEqual([null, 'The server has no text of this.']);
  });
});

it('says where a file was saved, and does not fetch it twice at once', async () => {
  let arrive: (path: string) => void = () => undefined;
  host.saveAttachment.mockReturnValue(new Promise<string>((resolve) => (arrive = resolve)));
  const first = content.save(agenda);
  const second = content.save(agenda);
  expect(content.saving.has('agenda')).toBe(true);
  arrive('/home/bob/Downloads/Agenda.pdf');
  await Promise.all([first, second]);
  expect(host.saveAttachment.mock.calls).toEqual([['bob', 'planning', 'agenda']]);
  expect(content.outcomes.get('agenda')).toEqual({ path: '/home/bob/Downloads/Agenda.pdf' });
  expect(announcer.text).toBe('Saved as /home/bob/Downloads/Agenda.pdf');
  expect(content.saving.size).toBe(0);
});

it('says why a file was not saved', async () => {
  host.saveAttachment.mockRejectedValue(failed('too_large', 'film.mp4 is larger than 25 MB.'));
  await content.save(agenda);
  const outcome = content.outcomes.get('agenda');
  expect(outcome && 'failure' in outcome && whyNotHere(outcome.failure, 'file').meaning).toBe(
    'film.mp4 is larger than 25 MB.',
  );
});

it('opens an address outside, and says where that is not possible', async () => {
  host.openLink.mockResolvedValueOnce(null);
  await content.open('https://zoom.us/j/1');
  expect(host.openLink.mock.calls).toEqual([['https://zoom.us/j/1']]);
  host.openLink.mockRejectedValueOnce(failed('internal', 'No browser could be opened.'));
  await content.open('https://zoom.us/j/1');
  expect(announcer.text).toBe('No browser could be opened.');
});

it('says offline what is only on the server', () => {
  const offline = failed('offline').failure;
  expect(whyNotHere(offline, 'text').meaning).toContain('plain text is below');
  expect(whyNotHere(offline, 'file').meaning).toContain('nothing was saved');
});

it('says sizes as people do', () => {
  expect([0, 612, 1000, 14_200, 999_600, 2_412_330, 48_000_000].map(fileSize)).toEqual([
    '0 bytes',
    '612 bytes',
    '1 KB',
    '14 KB',
    '1 MB',
    '2.4 MB',
    '48 MB',
  ]);
});

it('promises a text only where there is one', () => {
  expect(missingInWords(true).said).toBe('The text of this invitation is not on this computer yet.');
  expect(missingInWords(false)).toEqual({
    said: 'No text of this is on this computer.',
    deed: 'Fetch the text from the server',
  });
});
