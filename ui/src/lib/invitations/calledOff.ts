/**
 * What was called off, in words: how much of the meeting, what is left of it in the calendar, and what removing that
 * does. Pure.
 */
import { dates, isolated, shortName, type Dates } from '../format';
import type { CalledOff, InvitationRow } from '../host';

type Row = Pick<InvitationRow, 'organizer' | 'start' | 'end' | 'allDay'>;

/** `Alice cancelled the whole series. It is still in your calendar; removing it tells nobody.` */
export function calledOffInWords(it: CalledOff, row: Row, now: Date, say: Dates = dates): string {
  const who = isolated(shortName(row.organizer));
  return `${who} cancelled ${whatOf(it, row, now, say)}. ${left(it, who)}`;
}

/** The chip above the title. */
export function calledOffChip(it: CalledOff | null): string {
  if (it?.part === 'series' || it?.item === 'with_series') return 'Whole series cancelled';
  return it?.part === 'occurrence' ? 'This date cancelled' : it ? 'Cancelled for you' : 'Cancelled';
}

function whatOf({ part, item }: CalledOff, row: Row, now: Date, say: Dates): string {
  if (part === 'meeting')
    return item === 'unclear'
      ? 'it, or one date of it'
      : 'this meeting, or no longer invites you; which of the two, only the text may tell';
  if (item === 'unclear') return 'this series or one date of it';
  if (part === 'series' || item === 'with_series') return 'the whole series';
  const day = say.daysOf(row).first;
  return `${say.dayShort(day, now)}, one date of a series`;
}

function left({ part, item, marked, tells, series }: CalledOff, who: string): string {
  switch (item) {
    case 'removable': {
      const stands = marked ? ', marked as cancelled' : ', as if it took place';
      const told = tells
        ? `this server takes that for a decline, and whether it tells ${who} cannot be seen from here`
        : 'that tells nobody';
      return part === 'series'
        ? `All its dates are still in your calendar${stands}. Remove from calendar takes them all out; ${told}.`
        : `It is still in your calendar${stands}. Remove from calendar takes it out; ${told}.`;
    }
    case 'gone':
      if (part === 'occurrence')
        return (
          'The other dates take place, but your calendar has none of this series: your server may have taken out all of it ' +
          `with this one. If you expect them there, ask ${who} to invite you again.`
        );
      return 'It is not in your calendar any more.';
    case 'series_open':
      return 'The other dates take place; your calendar has none of them before you answer the series.';
    case 'in_series':
      return 'It is out of your calendar; the other dates take place, and stay there.';
    case 'still_in_series':
      return 'Your calendar still has it: this server does not take out one date. The other dates take place.';
    case 'with_series':
      return series
        ? 'It is still in your calendar. Open the series to remove all its dates, this one with them.'
        : 'It goes with the series.';
    case 'unclear':
      return `This server does not say which, so nothing is removed here. Ask ${who}.`;
    case 'renewed':
      return 'Your calendar has a newer version, which takes place. It stays there.';
  }
}
