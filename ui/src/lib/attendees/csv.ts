/**
 * The grid as a table for a spreadsheet (RFC 4180), for the clipboard.
 */

/** A cell; what a spreadsheet would run as a formula is kept as text, because names and comments come from outside. */
function cell(value: string): string {
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function csv(rows: string[][]): string {
  return rows.map((row) => row.map(cell).join(',') + '\r\n').join('');
}
