/**
 * The time as a reactive value, so that "in 5 min" and "today" stay true while the window is open.
 *
 * `clock.now` moves at every full minute; `seconds()` is for the few places that count down. Formatting is left to
 * `dates.ts`, which takes the time as an argument.
 */
import { createSubscriber } from 'svelte/reactivity';

function ticking(every: number) {
  return createSubscriber((update) => {
    let timer: ReturnType<typeof setTimeout>;
    const next = () => {
      timer = setTimeout(
        () => {
          update();
          next();
        },
        every - (Date.now() % every) + 5,
      );
    };
    next();
    return () => clearTimeout(timer);
  });
}

class Clock {
  readonly #minute = ticking(60_000);
  readonly #quarter = ticking(250);

  /** Now, read again at every full minute. */
  get now(): Date {
    this.#minute();
    return new Date();
  }

  /** Whole seconds until an instant, at least 0, read again four times a second. */
  secondsUntil(instant: string): number {
    this.#quarter();
    return Math.max(0, Math.ceil((new Date(instant).getTime() - Date.now()) / 1000));
  }
}

export const clock = new Clock();
