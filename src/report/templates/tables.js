"use strict";
// Sorting, filtering and paging of tables. Everything can be read without it; it reads no storage and no network.
(() => {
  const words = document.body.dataset, german = document.documentElement.lang === "de";
  const order = { vo: 0, vi: 1, vw: 2, vn: 3 };
  const made = (tag, text) => { const e = document.createElement(tag); if (text) e.textContent = text; return e; };
  // The text that is shown of a cell, without the smaller print below it.
  const main = cell => [...cell.childNodes].filter(n => n.nodeName !== "SMALL").map(n => n.textContent).join("").trim();
  const number = text => {
    const plain = text.replace("\u2212", "-").replace("\u221e", "Infinity");
    const match = plain.match(german ? /-?[\d.]+(,\d+)?|-?Infinity/ : /-?[\d,]+(\.\d+)?|-?Infinity/);
    if (!match) return NaN;
    return Number(german ? match[0].replaceAll(".", "").replace(",", ".") : match[0].replaceAll(",", ""));
  };
  const count = number => number.toLocaleString(document.documentElement.lang);
  const collate = new Intl.Collator(document.documentElement.lang, { numeric: true });

  function equip(scroll) {
    if (scroll.dataset.ready) return;
    scroll.dataset.ready = "1";
    const table = scroll.querySelector("table"), body = table.tBodies[0];
    const open = body.rows.length;
    // Rows that are folded away for readers without script are paged instead; they come up when they are first asked for.
    const next = scroll.nextElementSibling;
    let more = next && next.matches("details.rows") ? next : null;
    const total = open + (more ? more.querySelector("tbody").rows.length : 0);
    if (total < 3) return;
    if (more) more.hidden = true;
    let rows = [...body.rows];
    const gather = () => {
      if (!more) return;
      body.append(...more.querySelector("tbody").rows);
      rows = [...body.rows];
      more.remove();
      more = null;
    };
    const heads = [...table.tHead.rows[0].cells];
    let shown = open, query = "", verdict = "";

    const status = made("output");
    const every = made("button");
    every.type = "button";
    const tools = made("div");
    tools.className = "tools";
    const texts = new Map();
    const text = row => {
      if (!texts.has(row)) texts.set(row, row.textContent.toLowerCase());
      return texts.get(row);
    };
    const tell = (visible, found) => {
      status.value = words.status.replace("{0}", count(visible)).replace("{1}", count(found));
      every.hidden = visible >= found;
    };
    const show = () => {
      gather();
      let found = 0, visible = 0;
      for (const row of body.rows) {
        const is = (!query || text(row).includes(query)) && (!verdict || row.querySelector("td." + verdict) !== null);
        if (is) found += 1;
        const hide = !is || found > shown;
        if (row.hidden !== hide) row.hidden = hide;
        if (!hide) visible += 1;
      }
      tell(visible, found);
    };
    if (total > 8) {
      const search = made("input"), label = made("label", words.filter);
      search.type = "search";
      search.addEventListener("input", () => { query = search.value.trim().toLowerCase(); show(); });
      label.append(search);
      tools.append(label);
      const find = kind => body.querySelector("td." + kind) ?? more?.querySelector("td." + kind);
      const kinds = Object.keys(order).filter(kind => find(kind));
      if (kinds.length > 1) {
        const select = made("select"), label = made("label", words.verdict);
        select.append(made("option", words.all));
        select.options[0].value = "";
        for (const kind of kinds) {
          const option = made("option", main(find(kind)));
          option.value = kind;
          select.append(option);
        }
        select.addEventListener("change", () => { verdict = select.value; show(); });
        label.append(select);
        tools.append(label);
      }
      every.textContent = words.every;
      every.addEventListener("click", () => { shown = Infinity; show(); });
      tools.append(status, every);
      status.setAttribute("aria-live", "polite");
      scroll.before(tools);
    }
    heads.forEach((head, column) => {
      const button = made("button");
      button.type = "button";
      button.className = "sort";
      button.append(...head.childNodes);
      head.append(button);
      const numeric = head.classList.contains("n");
      const key = row => {
        const cell = row.cells[column];
        if (cell.classList[0] === "v") return order[cell.classList[1]];
        return numeric ? number(main(cell)) : main(cell);
      };
      button.addEventListener("click", () => {
        gather();
        // Numbers start with the largest, words with the first.
        const was = head.getAttribute("aria-sort");
        const down = was ? was === "ascending" : numeric;
        for (const other of heads) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const keyed = rows.map((row, at) => ({ row, at, key: key(row) }));
        keyed.sort((a, b) => {
          if (typeof a.key === "string" || typeof b.key === "string") {
            const sides = collate.compare(String(a.key), String(b.key));
            return (down ? -sides : sides) || a.at - b.at;
          }
          // What has no number comes last either way.
          if (Number.isNaN(a.key) || Number.isNaN(b.key)) return Number.isNaN(a.key) - Number.isNaN(b.key) || a.at - b.at;
          return (down ? b.key - a.key : a.key - b.key) || a.at - b.at;
        });
        body.append(...keyed.map(entry => entry.row));
        show();
      });
    });
    tell(open, total);
  }

  // Tables that are folded away are equipped when they are unfolded.
  const visible = scroll => !scroll.closest("details:not([open])");
  const all = root => root.querySelectorAll(".scroll.t").forEach(scroll => { if (visible(scroll)) equip(scroll); });
  document.addEventListener("toggle", event => { if (event.target.open) all(event.target); }, true);
  all(document);
})();
