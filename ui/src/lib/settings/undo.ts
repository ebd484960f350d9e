/** How long an answer can be taken back, as it is offered in Settings. */
const OFFERED = [0, 5, 8, 15, 30, 60];

function undoWords(seconds: number): string {
  return seconds === 0 ? 'Not at all: it leaves at once' : `${seconds} seconds`;
}

/** The choices, with the one in force among them even where it is not one of ours. */
export function undoChoices(now: number): { value: string; label: string }[] {
  return [...new Set([...OFFERED, now])]
    .sort((one, other) => one - other)
    .map((seconds) => ({ value: String(seconds), label: undoWords(seconds) }));
}
