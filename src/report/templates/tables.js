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
  const collate = new Intl.Collator(document.documentElement.lang, { numeric: true });

  function equip(scroll) {
    if (scroll.dataset.ready) return;
    scroll.dataset.ready = "1";
    const table = scroll.querySelector("table"), body = table.tBodies[0];
    const open = body.rows.length;
    // Rows that are folded away for readers without script come up into the table, and are paged instead.
    const more = scroll.nextElementSibling;
    if (more && more.matches("details.rows")) {
      body.append(...more.querySelectorAll("tbody tr"));
      more.remove();
    }
    const rows = [...body.rows], heads = [...table.tHead.rows[0].cells];
    if (rows.length < 3) return;
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
    const show = () => {
      let found = 0, visible = 0;
      for (const row of body.rows) {
        const is = (!query || text(row).includes(query)) && (!verdict || row.querySelector("." + verdict) !== null);
        if (is) found += 1;
        const hide = !is || found > shown;
        if (row.hidden !== hide) row.hidden = hide;
        if (!hide) visible += 1;
      }
      status.value = words.status.replace("{0}", visible).replace("{1}", found).replace("{2}", rows.length);
      every.hidden = visible >= found;
    };
    if (rows.length > 8) {
      const search = made("input"), label = made("label", words.filter);
      search.type = "search";
      search.addEventListener("input", () => { query = search.value.trim().toLowerCase(); show(); });
      label.append(search);
      tools.append(label);
      const kinds = Object.keys(order).filter(kind => body.querySelector(".verdict>." + kind));
      if (kinds.length > 1) {
        const select = made("select"), label = made("label", words.verdict);
        select.append(made("option", words.all));
        select.options[0].value = "";
        for (const kind of kinds) {
          const option = made("option", main(body.querySelector(".verdict>." + kind).parentElement).slice(1));
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
        const cell = row.cells[column], mark = cell.querySelector(".verdict>i");
        if (mark) return order[mark.className];
        return numeric ? number(main(cell)) : main(cell);
      };
      button.addEventListener("click", () => {
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
    show();
  }

  // Tables that are folded away are equipped when they are unfolded.
  const visible = scroll => !scroll.closest("details:not([open])");
  const all = root => root.querySelectorAll(".scroll.t").forEach(scroll => { if (visible(scroll)) equip(scroll); });
  document.addEventListener("toggle", event => { if (event.target.open) all(event.target); }, true);
  all(document);
})();
