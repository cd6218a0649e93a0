// The ledger: the tabs of the spreadsheet in a grid one can type into.

import { ask, post } from "./wire.js";
import { el, toast } from "./drawing.js";
import { AllCommunityModule, ModuleRegistry, createGrid, themeQuartz } from "./ag-grid.js";

ModuleRegistry.registerModules([AllCommunityModule]);
const byId = (id) => document.getElementById(id);
const narrow = matchMedia("(max-width: 860px)");
const NOTHING = { Problems: "No problems: everything typed into the ledger was understood." };
const state = { tabs: [], tab: null, columns: "", grid: null };

const theme = themeQuartz.withParams({
  fontFamily: "inherit", fontSize: 13, headerFontSize: 12, headerFontWeight: 600, spacing: 5, rowHeight: 32, headerHeight: 36,
  backgroundColor: "var(--surface)", foregroundColor: "var(--ink)", headerBackgroundColor: "var(--raised)", headerTextColor: "var(--soft)",
  borderColor: "var(--line)", accentColor: "var(--accent)", rowHoverColor: "var(--hover)", oddRowBackgroundColor: "transparent",
  wrapperBorder: false, wrapperBorderRadius: 0, columnBorder: { style: "solid", width: 1, color: "var(--line)" },
  tooltipBackgroundColor: "var(--surface)", tooltipTextColor: "var(--ink)", inputFocusBorder: { color: "var(--accent)" },
  cellHorizontalPadding: 6, valueChangeValueHighlightBackgroundColor: "var(--accent-soft)", browserColorScheme: "inherit",
});

export async function start() {
  state.grid = createGrid(byId("grid"), {
    theme,
    columnDefs: [], rowData: [],
    defaultColDef: { sortable: true, resizable: true, minWidth: 48, editable: true, enableCellChangeFlash: true, suppressHeaderMenuButton: true, wrapHeaderText: true },
    getRowId: (row) => String(row.data.row),
    singleClickEdit: false, stopEditingWhenCellsLoseFocus: true, enterNavigatesVerticallyAfterEdit: true,
    undoRedoCellEditing: false, tooltipShowDelay: 250, tooltipShowMode: "standard", cellFlashDuration: 900,
    rowBuffer: 12, suppressMovableColumns: true, animateRows: false,
    onCellValueChanged: edited,
    onModelUpdated: countRows,
  });
  byId("filter").addEventListener("input", () => state.grid.setGridOption("quickFilterText", byId("filter").value));
  narrow.addEventListener("change", () => { state.columns = ""; refresh(); });
  await refresh();
}

export function heard(news) {
  if (!news.tab || news.tab === state.tab || !state.tabs.includes(news.tab)) refresh();
  else drawTabs();
}

let reading = null;
let again = false;

// One read at a time; news during a read asks for one more after it.
export function refresh() {
  if (reading) {
    again = true;
    return reading;
  }
  reading = read().catch((fault) => saved(fault.message, true)).finally(() => {
    reading = null;
    if (again) {
      again = false;
      refresh();
    }
  });
  return reading;
}

async function read() {
  const sheet = await ask("sheet", { tab: state.tab });
  if (state.tab && sheet.tab !== state.tab && sheet.tabs.some((tab) => tab.name === state.tab)) return;
  state.tabs = sheet.tabs;
  state.tab = sheet.tab;
  drawTabs();
  // A cell that is being typed into is not taken away from under the typing.
  if (state.grid.getEditingCells().length) {
    again = false;
    setTimeout(refresh, 700);
    return;
  }
  const columns = JSON.stringify(sheet.columns);
  if (columns !== state.columns) {
    state.columns = columns;
    const numbers = narrow.matches ? [] : [rowNumber()];
    state.grid.setGridOption("columnDefs", [...numbers, ...fitted(sheet.columns).map(column)]);
  }
  state.grid.setGridOption("rowData", sheet.rows);
  state.grid.setGridOption("loading", false);
}

// ---- columns --------------------------------------------------------------------------------

function rowNumber() {
  return { headerName: "", field: "row", width: 36, minWidth: 36, maxWidth: 62, pinned: "left", editable: false, sortable: false,
    cellClass: "row-number", resizable: false, suppressNavigable: true, getQuickFilterText: () => "" };
}

// Where there is no room for all of them, the widest columns give way.
function fitted(columns) {
  const sum = (widths) => widths.reduce((all, one) => all + one, 0);
  const over = sum(columns.map((one) => one.width)) - (byId("grid").clientWidth - (narrow.matches ? 0 : 36));
  const give = columns.map((one) => Math.max(0, one.width - 102));
  const share = Math.min(1, Math.max(0, over) / (sum(give) || 1));
  return columns.map((one, at) => ({ ...one, width: Math.floor(one.width - give[at] * share) }));
}

function column(one) {
  const number = one.kind === "number";
  const tick = (at) => one.kind === "tick" && typeof at.value === "boolean";
  const choices = (at) => one.choices ?? at.data?.choices?.[one.letter];
  const whose = one.whose ?? "";
  return {
    headerName: one.heading || one.letter, headerTooltip: `Column ${one.letter}${whose === "theirs" ? ": kept by Backroom" : ""}`,
    colId: one.letter, field: one.letter, width: one.width, pinned: one.pinned ? "left" : null,
    headerClass: [whose, number ? "number" : ""], cellClass: one.wrapped ? [whose, "wrapped"] : whose,
    cellClassRules: {
      number: (at) => typeof at.value === "number", noted: (at) => Boolean(at.data?.notes?.[one.letter]), bad: (at) => Boolean(at.data?.notes?.[one.letter]) && whose === "ours" },
    valueGetter: (at) => at.data.cells[one.letter] ?? "", valueFormatter: (at) => at.data?.shown?.[one.letter] ?? said(at.value),
    valueSetter: (at) => { at.data.cells[one.letter] = at.newValue ?? ""; delete at.data.shown?.[one.letter]; return true; },
    tooltipValueGetter: (at) => at.data?.notes?.[one.letter] ?? (String(at.value).length > 14 ? String(at.value) : null), comparator: ordered,
    wrapText: one.wrapped, autoHeight: one.wrapped, cellDataType: false,
    cellRendererSelector: (at) => (tick(at) ? { component: "agCheckboxCellRenderer" } : undefined),
    cellEditorSelector: (at) => (tick(at) ? { component: "agCheckboxCellEditor" }
      : choices(at) ? { component: "agSelectCellEditor", params: { values: ["", ...choices(at)] } } : { component: "agTextCellEditor" }),
  };
}

// Truth as Sheets shows it in a cell without a tick box.
function said(value) {
  return typeof value === "boolean" ? String(value).toUpperCase() : value;
}

function ordered(left, right) {
  if (typeof left === "number" && typeof right === "number") return left - right;
  if (left === "" || right === "") return (left === "") - (right === "");
  return String(left).localeCompare(String(right), "en", { numeric: true });
}

// ---- typing ---------------------------------------------------------------------------------

async function edited(change) {
  if (change.source === "api" || change.oldValue === change.newValue) return;
  saved("Saving…");
  try {
    await post("cell", { tab: state.tab, row: change.data.row, column: change.column.getColId(), typed: String(change.newValue ?? "") });
    saved("Saved in the sheet. Backroom reads it in a moment.");
  } catch (fault) {
    saved(fault.message, true);
    toast(fault.message, true);
  }
  refresh();
}

let clearing = null;
function saved(words, bad = false) {
  const line = byId("saved");
  line.textContent = words;
  line.classList.toggle("bad", bad);
  clearTimeout(clearing);
  if (!bad) clearing = setTimeout(() => { line.textContent = ""; }, 6000);
}

// ---- around the grid ------------------------------------------------------------------------

function drawTabs() {
  const list = byId("tabs");
  const focused = list.contains(document.activeElement);
  list.replaceChildren(...state.tabs.map((tab) => {
    const on = tab.name === state.tab;
    const button = el("button", { type: "button", role: "tab", "aria-selected": String(on), tabindex: on ? "0" : "-1" }, tab.name,
      tab.count ? el("span", { class: "count" }, String(tab.count)) : null);
    button.addEventListener("click", () => show(tab.name));
    return button;
  }));
  const chosen = list.querySelector("[aria-selected='true']");
  if (focused) chosen?.focus();
  chosen?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

byId("tabs").addEventListener("keydown", (key) => {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[key.key];
  const at = state.tabs.findIndex((tab) => tab.name === state.tab);
  if (step) show(state.tabs[(at + step + state.tabs.length) % state.tabs.length].name);
});

async function show(tab) {
  state.tab = tab;
  state.columns = "";
  state.grid.setGridOption("overlayNoRowsTemplate", `<span class="nothing">${NOTHING[tab] ?? "Nothing here yet."}</span>`);
  state.grid.setGridOption("loading", true);
  state.grid.setGridOption("rowData", []);
  drawTabs();
  await refresh();
}

function countRows() {
  if (!state.grid) return;
  const shown = state.grid.getDisplayedRowCount();
  byId("rows").textContent = `${shown.toLocaleString("en-GB")} ${shown === 1 ? "row" : "rows"}`;
}
