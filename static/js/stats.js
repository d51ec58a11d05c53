// Draws what the table of times says: each column in the figure that its head names, in colours of the theme.
const LOOKS = [[{ width: 2 }, "solid"], [{ width: 2, dash: [6, 4] }, "dashed"], [{ width: 2, dash: [2, 3] }, "dotted"], [{ width: 1 }, "solid"]];
const { lang } = document.documentElement, locale = lang === "en" ? "en-GB" : lang, drawn = [];
const short = new Intl.NumberFormat(locale, { notation: "compact", maximumSignificantDigits: 3 }), told = (y) => (y === null ? "–" : short.format(y));
function draw(figure, { dataset: { first, last, step }, tBodies: [body], tHead: { rows: [head] } }) {
  const place = figure.lastElementChild, { gaps, per = 1 } = figure.dataset, hourly = step < 86400;
  const clock = new Intl.DateTimeFormat(locale, { timeZone: "UTC", ...(hourly ? { timeStyle: "short" } : { month: "short", day: "numeric" }) });
  const when = (x) => (x === null ? "–" : clock.format(x * 1000));
  const ink = (name) => (place.style.setProperty("color", `var(--${name})`), getComputedStyle(place).color);
  const rows = Object.fromEntries([...body.rows].map((row) => [row.dataset.x, row.cells]));
  const times = Array.from({ length: (last - first) / step + 1 }, (_, n) => Number(first) + n * step);
  const heads = [...head.cells].filter((cell) => cell.dataset.plot === figure.id);
  const said = (cell) => (cell?.dataset.y ? cell.dataset.y / per : gaps === undefined ? 0 : null);
  const line = (cell, n) => ({ ...LOOKS[n][0], label: cell.textContent, stroke: ink(cell.dataset.ink), points: { fill: ink("card") }, value: (_, y) => told(y) });
  const axis = { stroke: ink("ink-faint"), grid: { stroke: ink("line"), width: 1 }, ticks: { show: false }, values: (_, at) => at.map(told) };
  const incrs = (hourly ? [1, 3, 6, 12] : [1, 2, 7, 14, 28, 56]).map((n) => n * step);
  const axes = [{ ...axis, size: 28, incrs, values: (_, at) => at.map(when) }, axis], legend = { markers: { dash: (_, n) => LOOKS[n - 1][1] } };
  const scales = { x: { time: false }, y: { range: (_, low, high) => uPlot.rangeNum(0, high || 1, 0.1, true) } };
  const series = [{ label: head.cells[0].textContent, value: (_, x) => when(x) }, ...heads.map(line)];
  const data = [times, ...heads.map(({ cellIndex }) => times.map((time) => said(rows[time]?.[cellIndex])))];
  drawn.push(new uPlot({ width: place.clientWidth, height: 180, axes, scales, series, legend }, data, place));
}
function redraw() {
  for (const each of drawn.splice(0)) each.destroy();
  for (const plots of document.querySelectorAll(".plots")) plots.hidden = false;
  for (const figure of document.querySelectorAll(".plots figure")) draw(figure, document.getElementById("times"));
}
for (const [what, event] of [[matchMedia("(prefers-color-scheme: dark)"), "change"], [window, "resize"]]) what.addEventListener(event, redraw);
document.getElementById("main").addEventListener("htmx:after:swap", redraw);
redraw();
