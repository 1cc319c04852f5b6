/** What a clerk types and what a payload holds: each kind of control reads text and shows values. */

const BREAK = "⏎"; // a line break within one entry of a list that has an entry a line
const DATE = /(?<day>\d{1,2})\s*[/.-]\s*(?<month>\d{1,2})\s*[/.-]\s*(?<year>\d{4})/;
const ISO_DAY = /^\d{4}-\d{2}-\d{2}$/;
const ISO_MONTH = /^\d{4}-\d{2}$/;
const TIME = /(?<hour>\d{1,2})\s*(?::|h|g|giờ)\s*(?<minute>\d{2})?/i;

/** Text that its control cannot read; it is sent as it is, for the service to refuse. */
export class Unread {
  constructor(text) {
    this.text = text;
  }
}

const two = (number) => String(number).padStart(2, "0");

function readDay(text) {
  if (ISO_DAY.test(text)) return text;
  const found = DATE.exec(text);
  if (!found || found[0] !== text) return new Unread(text);
  return isoDay(found.groups) ?? new Unread(text);
}

function isoDay({ day, month, year }) {
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  const real = date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
  return real ? `${year}-${two(Number(month))}-${two(Number(day))}` : null;
}

function readMoment(text) {
  if (/^\d{4}-\d{2}-\d{2}T/.test(text)) return text;
  const found = DATE.exec(text);
  const day = found && isoDay(found.groups);
  const time = found && TIME.exec(text.replace(found[0], " "));
  if (!day || !time || Number(time.groups.hour) > 23 || Number(time.groups.minute ?? 0) > 59) return new Unread(text);
  return `${day}T${two(Number(time.groups.hour))}:${time.groups.minute ?? "00"}`;
}

function readMonth(text) {
  if (ISO_MONTH.test(text)) return text;
  const found = /^(\d{1,2})\s*[/.-]\s*(\d{4})$/.exec(text);
  if (!found || Number(found[1]) < 1 || Number(found[1]) > 12) return new Unread(text);
  return `${found[2]}-${two(Number(found[1]))}`;
}

/** 1.234 is one thousand and more, as it is written in Vietnam; 98,5 and 98.5 are the same. */
function readNumber(text) {
  const close = text.replaceAll(/\s/g, "");
  if (/^-?\d{1,3}(\.\d{3})+(,\d+)?$/.test(close)) return Number(close.replaceAll(".", "").replace(",", "."));
  if (/^-?\d{1,15}([.,]\d+)?$/.test(close)) return Number(close.replace(",", "."));
  return new Unread(text);
}

const linesOf = (text) => text.split("\n").map((line) => line.trim()).filter(Boolean);

function readCells(line) {
  const cells = line.includes("\t") ? line.split("\t") : line.split(/(?<!\\)\|/);
  return cells.map((cell) => cell.replaceAll("\\|", "|").replaceAll(new RegExp(`\\s*${BREAK}\\s*`, "g"), "\n").trim());
}

const READERS = {
  day: readDay,
  moment: readMoment,
  month: readMonth,
  integer: readNumber,
  number: readNumber,
  flag: (text) => text === "true",
  lines: (text) => linesOf(text).map((line) => line.replaceAll(new RegExp(`\\s*${BREAK}\\s*`, "g"), "\n")),
  // blanks at the ends of a line part cells here, for they may be tabs
  grid: (text) => text.split("\n").filter((line) => line.trim()).map(readCells),
};

/** The value for the payload, undefined where nothing is typed, an {@link Unread} where it cannot be read. */
export function read(control, typed) {
  const text = typed.trim();
  if (!text) return undefined;
  return READERS[control] ? READERS[control](control === "grid" ? typed : text) : text;
}

const showDay = (value) => value.replace(/^(\d{4})-(\d{2})-(\d{2})$/, "$3/$2/$1");
const showEntry = (value) => String(value).replaceAll("\n", ` ${BREAK} `);
const showNumber = (value) => (typeof value === "number" ? String(value).replace(".", ",") : String(value));

const SHOWERS = {
  day: showDay,
  moment: (value) => value.replace(/^(\d{4})-(\d{2})-(\d{2})T(\d{2}:\d{2})(:00)?$/, "$3/$2/$1 $4"),
  month: (value) => value.replace(/^(\d{4})-(\d{2})$/, "$2/$1"),
  integer: showNumber,
  number: showNumber,
  lines: (value) => value.map(showEntry).join("\n"),
  grid: (rows) => rows.map((cells) => cells.map((cell) => showEntry(cell).replaceAll("|", "\\|")).join(" | ")).join("\n"),
};

/** The text that stands for a value, null where the control cannot show it. */
export function shown(control, value) {
  const list = control === "lines" || control === "grid";
  if (list !== Array.isArray(value) || (value !== null && typeof value === "object" && !list)) return null;
  if (control === "grid" && !value.every(Array.isArray)) return null;
  const asText = ["day", "moment", "month"].includes(control) ? String(value) : value;
  return SHOWERS[control] ? SHOWERS[control](asText) : String(value);
}
