/**
 * Where in the window we are, as a hash: `#/invitations/ID`, `#/calendar`, `#/meetings/ID`, `#/activity/ID`,
 * `#/settings`. Links are plain `<a href={to('calendar')}>`; what a place shows is left to the views.
 */
export const places = ['invitations', 'calendar', 'meetings', 'activity', 'settings'] as const;
export type Place = (typeof places)[number];

export interface Route {
  place: Place;
  /** The meeting or answer that is open there. */
  id: string | null;
}

/** The hash of a place. */
export function to(place: Place, id?: string | null): string {
  return id ? `#/${place}/${encodeURIComponent(id)}` : `#/${place}`;
}

/** The place of a hash; an unknown one is Invitations. */
export function parse(hash: string): Route {
  const [, name = '', id = ''] = /^#?\/?([a-z]*)\/?(.*)$/.exec(hash) ?? [];
  const place = places.find((known) => known === name);
  if (!place) return { place: 'invitations', id: null };
  try {
    return { place, id: id ? decodeURIComponent(id) : null };
  } catch {
    return { place, id: null };
  }
}

export class Router {
  #route = $state.raw<Route>(parse(location.hash));

  constructor() {
    window.addEventListener('hashchange', () => (this.#route = parse(location.hash)));
  }

  get place(): Place {
    return this.#route.place;
  }

  get id(): string | null {
    return this.#route.id;
  }

  /** Goes there; `replace` leaves no step behind. */
  go(place: Place, id?: string | null, { replace = false } = {}): void {
    const hash = to(place, id);
    if (hash === location.hash) return;
    if (replace) history.replaceState(null, '', hash);
    else history.pushState(null, '', hash);
    this.#route = parse(hash);
  }
}
