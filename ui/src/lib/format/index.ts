/** How dates, people and counts are said. Knows no domain. */
export * from './clock.svelte';
export * from './dates';
export * from './numbers';
export * from './people';
export * from './recurrence';
export * from './text';
