import { beforeEach, expect, it, vi } from 'vitest';
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
