/**
 * The line icons, under the names of what they stand for here. Lucide, one file an icon, so only these are shipped.
 * Size and stroke are set in app.css (.lucide-icon). The signs of the answers are our own: StatusGlyph.svelte.
 */
export { default as IconAlert } from '@lucide/svelte/icons/triangle-alert';
export { default as IconArrowRight } from '@lucide/svelte/icons/arrow-right';
export { default as IconBack } from '@lucide/svelte/icons/chevron-left';
export { default as IconCalendar } from '@lucide/svelte/icons/calendar';
export { default as IconChanged } from '@lucide/svelte/icons/arrow-right-left';
export { default as IconCheck } from '@lucide/svelte/icons/check';
export { default as IconClock } from '@lucide/svelte/icons/clock';
export { default as IconClose } from '@lucide/svelte/icons/x';
export { default as IconComment } from '@lucide/svelte/icons/message-square';
export { default as IconCopy } from '@lucide/svelte/icons/copy';
export { default as IconDown } from '@lucide/svelte/icons/chevron-down';
export { default as IconEdit } from '@lucide/svelte/icons/pencil';
export { default as IconExport } from '@lucide/svelte/icons/download';
export { default as IconFile } from '@lucide/svelte/icons/paperclip';
export { default as IconForward } from '@lucide/svelte/icons/chevron-right';
export { default as IconInbox } from '@lucide/svelte/icons/inbox';
export { default as IconInfo } from '@lucide/svelte/icons/info';
export { default as IconLock } from '@lucide/svelte/icons/lock';
export { default as IconMail } from '@lucide/svelte/icons/mail';
export { default as IconMinus } from '@lucide/svelte/icons/minus';
export { default as IconOffline } from '@lucide/svelte/icons/wifi-off';
export { default as IconOutside } from '@lucide/svelte/icons/external-link';
export { default as IconOverlap } from './IconOverlap.svelte';
export { default as IconPeople } from '@lucide/svelte/icons/users';
export { default as IconPerson } from '@lucide/svelte/icons/user';
export { default as IconPlace } from '@lucide/svelte/icons/map-pin';
export { default as IconPulse } from '@lucide/svelte/icons/activity';
export { default as IconRefresh } from '@lucide/svelte/icons/refresh-cw';
export { default as IconRemove } from '@lucide/svelte/icons/calendar-x';
export { default as IconRepeat } from '@lucide/svelte/icons/repeat';
export { default as IconRequired } from '@lucide/svelte/icons/star';
export { default as IconRoom } from '@lucide/svelte/icons/door-open';
export { default as IconSearch } from '@lucide/svelte/icons/search';
export { default as IconSend } from '@lucide/svelte/icons/send';
export { default as IconServer } from '@lucide/svelte/icons/server';
export { default as IconSettings } from '@lucide/svelte/icons/settings';
export { default as IconSwitch } from '@lucide/svelte/icons/chevrons-up-down';
export { default as IconUndo } from '@lucide/svelte/icons/undo-2';
export { default as IconVideo } from '@lucide/svelte/icons/video';

import type { Component } from 'svelte';

/** Anything of the list above, and anything that draws itself the same way. */
export type Icon = Component<{ class?: string; 'aria-hidden'?: 'true' }>;
