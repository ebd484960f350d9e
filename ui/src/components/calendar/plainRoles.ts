/**
 * Takes the roles away that the calendar library gives its elements. It announces a table whose rows have no cells and
 * a list that holds a toolbar, which tells a screen reader less than nothing; without them the entries remain, each a
 * link whose name says title, time and state, under the headings of their days. What scrolls can be scrolled by key.
 */
import type { Attachment } from 'svelte/attachments';

const WRONG =
  '[role="table"], [role="rowgroup"], [role="row"], [role="cell"], [role="columnheader"], [role="list"], [role="listitem"]';

export const plainRoles: Attachment<HTMLElement> = (root) => {
  const repair = () => {
    for (const element of root.querySelectorAll(WRONG)) {
      for (const name of ['role', 'aria-colindex', 'aria-colspan']) element.removeAttribute(name);
    }
    // The days of the agenda come right under the page's title.
    for (const head of root.querySelectorAll('h4.ec-day-head')) {
      head.setAttribute('role', 'heading');
      head.setAttribute('aria-level', '2');
    }
    // Without an entry there is nothing to stand on while the hours are scrolled by key.
    for (const hours of root.querySelectorAll<HTMLElement>('.ec-main')) {
      if (hours.querySelector('a, button')) hours.removeAttribute('tabindex');
      else hours.tabIndex = 0;
    }
  };
  repair();
  const observer = new MutationObserver(repair);
  observer.observe(root, { childList: true, subtree: true });
  return () => observer.disconnect();
};
